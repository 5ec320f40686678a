import { code, table } from './markdown-table.mjs';

const columns = {
  tools: 'tools',
  toolChoice: 'tool choice',
  parallelToolCalls: 'parallel calls',
  images: 'images',
  files: 'files',
  structuredOutput: 'JSON schema',
  reasoning: 'reasoning',
  embeddings: 'embeddings',
};

const sampling = [
  ...['temperature', 'topP', 'topK', 'minP', 'presencePenalty', 'frequencyPenalty'],
  ...['maxTokens', 'stop', 'seed', 'logprobs'],
];

/** What each provider can do, as it declares it and the case that proves it ends. */
export function capabilityTable(kit, rows) {
  const proofs = new Map(kit.flatMap(({ id, proves }) => (proves === undefined ? [] : [[proves, id]])));
  const lines = rows.map((row) => {
    const cells = Object.keys(columns).map((capability) => cellOf(row, capability, proofs.get(capability)));
    const dropped = sampling.filter((setting) => row.capabilities[setting] === false).map(code);
    return [row.name, ...cells, dropped.join(', ') || 'none'];
  });
  return table(['provider', ...Object.values(columns), 'drops'], lines);
}

function cellOf({ capabilities, results }, capability, proof) {
  const declared = capabilities[capability];
  const word = declared === undefined ? 'by model' : declared ? 'yes' : 'no';
  const reason = results.find(({ id }) => id === proof)?.reason;
  const isShown = reason === undefined || reason === `${capability} is declared false`;
  return isShown ? word : `(${word})`;
}
