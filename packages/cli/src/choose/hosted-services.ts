/** A hosted service that speaks the OpenAI dialect. `*_BASE_URL` and `*_MODEL` beside its key override the defaults. */
export interface HostedService {
  /** What to give to `--provider`. */
  readonly name: string;
  readonly displayName: string;
  /** Environment variable that holds the key. */
  readonly keyVariable: string;
  readonly baseUrl: string;
  /** An inexpensive chat model that the service has offered for long. */
  readonly model: string;
}

/** In the order in which keys are looked for. */
export const hostedServices: readonly HostedService[] = [
  {
    name: 'openai',
    displayName: 'OpenAI',
    keyVariable: 'OPENAI_API_KEY',
    baseUrl: 'https://api.openai.com/v1',
    model: 'gpt-5-mini',
  },
  {
    name: 'openrouter',
    displayName: 'OpenRouter',
    keyVariable: 'OPENROUTER_API_KEY',
    baseUrl: 'https://openrouter.ai/api/v1',
    model: 'openrouter/auto',
  },
  {
    name: 'groq',
    displayName: 'Groq',
    keyVariable: 'GROQ_API_KEY',
    baseUrl: 'https://api.groq.com/openai/v1',
    model: 'openai/gpt-oss-20b',
  },
  {
    name: 'together',
    displayName: 'Together AI',
    keyVariable: 'TOGETHER_API_KEY',
    baseUrl: 'https://api.together.ai/v1',
    model: 'openai/gpt-oss-20b',
  },
  {
    name: 'deepseek',
    displayName: 'DeepSeek',
    keyVariable: 'DEEPSEEK_API_KEY',
    baseUrl: 'https://api.deepseek.com',
    model: 'deepseek-chat',
  },
  {
    name: 'mistral',
    displayName: 'Mistral',
    keyVariable: 'MISTRAL_API_KEY',
    baseUrl: 'https://api.mistral.ai/v1',
    model: 'mistral-small-latest',
  },
];

/** The service that a base URL belongs to. */
export function serviceAt(baseUrl: string): HostedService | undefined {
  const host = URL.parse(baseUrl)?.host;
  return hostedServices.find((service) => URL.parse(service.baseUrl)?.host === host);
}
