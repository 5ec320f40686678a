import { hostedServices } from './choose/hosted-services.js';
import { providerTypes } from './choose/load-providers.js';

/** What `modelport --help` says. */
export const helpText: string = `Chat with whatever model server or key you have.

Usage
  modelport                       chat on the terminal
  modelport "question"            answer once; only the answer goes to stdout
  command | modelport             the input is the question
  command | modelport "question"  the input is added to the question

Flags
  -p, --provider NAME   ${providerTypes.join(', ')},
                        ${hostedServices.map(({ name }) => name).join(', ')}
  -m, --model NAME      the model to use
      --base-url URL    address of the server, such as http://127.0.0.1:8080
  -s, --system TEXT     instructions to the model
      --no-color        no colours; NO_COLOR does the same
  -h, --help            this text
  -v, --version         the version

What it uses, in this order, when no flag says so
  1. a server on this machine that answers: llama-server, Ollama, LM Studio, vLLM and others
  2. a hosted service whose key is in the environment:
     ${keyLines().join('\n     ')}
     NAME_MODEL and NAME_BASE_URL beside a key, as in OPENAI_MODEL, change the model and the address
  3. the built-in mock model, which needs neither

Other variables
  LLAMA_API_KEY              key for a llama-server that wants one
  OPENAI_COMPATIBLE_API_KEY  key for the server at --base-url
  MODELPORT_PROBE_URLS       where to look for servers in place of the usual ports; empty: nowhere`;

function keyLines(): string[] {
  const names = hostedServices.map(({ keyVariable }) => keyVariable);
  return Array.from({ length: Math.ceil(names.length / 3) }, (_, row) =>
    names.slice(row * 3, row * 3 + 3).join(', '),
  );
}
