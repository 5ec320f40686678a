import {
  llamaServerAvailable,
  type RecordedRequest,
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOllama,
  startFakeOpenAIServer,
  startLlamaServer,
} from '@modelport/provider-testkit';

/** A server to be recognised. */
export interface Server extends AsyncDisposable {
  readonly baseUrl: string;
  /** What it was asked; absent for a real server. */
  readonly requests?: readonly RecordedRequest[] | undefined;
}

/** The servers that must be told apart, and the type of each; the last two are nobody's own. */
export const kinds = [
  ['lmstudio', () => startFakeOpenAIServer({ dialect: 'lmstudio' })],
  ['ollama', () => startFakeOllama()],
  ['llamacpp', startLlamaCpp],
  ['vllm', () => startFakeOpenAIServer({ dialect: 'vllm' })],
  ['localai', () => startFakeLocalServer('localai')],
  ['koboldcpp', () => startFakeLocalServer('koboldcpp')],
  ['jan', () => startFakeLocalServer('jan')],
  ['openai-compatible', () => startFakeLocalServer('sglang')],
  [undefined, () => startCatchAllWebServer()],
] as const satisfies readonly (readonly [string | undefined, () => Promise<Server>])[];

/** The real one where it can be had. */
async function startLlamaCpp(): Promise<Server> {
  return llamaServerAvailable().available ? startLlamaServer() : startFakeLocalServer('llamacpp');
}

/** Starts all of them. */
export function startAll(): Promise<readonly Server[]> {
  return Promise.all(kinds.map(([, start]): Promise<Server> => start()));
}

/** `http://127.0.0.1:PORT` */
export const originOf = ({ baseUrl }: Server): string => new URL(baseUrl).origin;
