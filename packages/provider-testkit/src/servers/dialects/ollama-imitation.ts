import type { Json } from '../../openai/chat-wire.js';
import type { FakeModel, Route } from '../../openai/dialect.js';

const details = { parent_model: '', format: 'gguf', parameter_size: '128M', quantization_level: 'Q4_0' };

/** What an imitation of Ollama says of itself. */
export interface Imitation {
  /** The version of Ollama that it claims to be. */
  readonly version: string;
  /** The family of every model. */
  readonly family: string;
}

/** Ollama's read-only routes, as servers imitate them that want to be taken for it. */
export function ollamaImitation({ version, family }: Imitation): Readonly<Record<string, Route>> {
  const entry = ({ id }: FakeModel): Json => ({
    name: `${id}:latest`,
    model: `${id}:latest`,
    modified_at: '2024-07-19T15:26:55.6122841+08:00',
    size: 394_998_579,
    digest: 'b5dc5e784f2a3ee1582373093acf69a2f4e2ac1710b253a001712b86a61f88bb',
    details: { ...details, family, families: [family] },
  });
  const models: Route = (_, state) => ({ body: { models: [...state.models.values()].map(entry) } });
  return {
    'GET /api/version': { body: { version } },
    'GET /api/tags': models,
    'GET /api/ps': models,
    'POST /api/show': (_, { contextLength }) => ({
      body: {
        modelfile: 'FROM fake',
        details: { ...details, family, families: [family] },
        model_info: { 'general.architecture': family, 'general.context_length': contextLength },
        capabilities: ['completion'],
      },
    }),
  };
}
