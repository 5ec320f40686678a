/** What a model can do, in Ollama's words. */
export type OllamaCapability = 'completion' | 'tools' | 'insert' | 'vision' | 'embedding' | 'thinking';

/** A model that a fake Ollama has. */
export interface FakeOllamaModel {
  /** Its name; without a tag it is `:latest`. */
  name: string;
  /** Default: `completion` and `tools`. */
  capabilities?: readonly OllamaCapability[] | undefined;
  /** The context length that it was trained with, in tokens. Default: 8192. */
  contextLength?: number | undefined;
  /** The length of its embeddings. Default: 8. */
  embeddingLength?: number | undefined;
  /**
   * Where its chat template comes from. `go` (the default, as for the models of Ollama's library): tool calls arrive
   * on a line of their own, with ids like `call_ab12cd34`. `gguf`: they arrive with the last line and have ids of the
   * runner's; `/api/tags` knows nothing of tools and thinking; a message that alone is too long is refused.
   */
  template?: 'gguf' | 'go' | undefined;
  /** The model and the host of a model in the cloud. Default: none, it runs here. */
  remote?: { readonly model: string; readonly host: string } | undefined;
}

/** A name cut into its parts, with Ollama's defaults. */
export interface OllamaName {
  /** As the server lists it: `tiny:latest`. */
  readonly short: string;
  /** With host and namespace, as it stands in some errors. */
  readonly full: string;
}

const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$/;
const HOST = /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}$/;

/** Reads a model's name; nothing for one that is not valid. */
export function parseOllamaName(text: string): OllamaName | undefined {
  const [, path = '', tag = 'latest'] = /^(.*?)(?::([^/:]*))?$/s.exec(text) ?? [];
  const [model = '', namespace = 'library', ...host] = path
    .replace(/^https?:\/\//, '')
    .split('/')
    .reverse();
  const server = host.reverse().join('/') || 'registry.ollama.ai';
  if (![model, namespace, tag].every((part) => PART.test(part)) || !HOST.test(server)) return undefined;
  const full = `${server}/${namespace}/${model}:${tag}`;
  const short = full.replace(/^registry\.ollama\.ai\/(library\/)?/, '');
  return { short, full };
}
