import { serverTypes, serviceTypes } from './choose/load-providers.js';

/** What `modelport --help` says. */
export const helpText: string = `Chat with whatever model server or key you have.

Usage
  modelport                       chat on the terminal
  modelport "question"            answer once; only the answer goes to stdout
  command | modelport             the input is the question
  command | modelport "question"  the input is added to the question

Flags
  -p, --provider NAME   ${serverTypes.join(', ')},
                        ${serviceTypes.join(', ')}, mock
  -m, --model NAME      the model to use
      --base-url URL    address of the server, such as http://127.0.0.1:8080
  -s, --system TEXT     instructions to the model
      --no-color        no colours; NO_COLOR does the same
  -h, --help            this text
  -v, --version         the version

What it uses, in this order, when no flag says so
  1. what PREFERRED_PROVIDER or LLM_PROVIDER names, as --provider does
  2. a server on this machine that answers and has a model to chat with:
     llama-server, Ollama, LM Studio, vLLM and others
  3. a hosted service whose key is in the environment:
     ${keyLines().join('\n     ')} and others
  4. the built-in mock model, unless --model asks for another

In the library, 'auto' prefers OpenAI where its key is set; this command prefers a server on this machine.

NAME_MODEL and NAME_BASE_URL, as in OLLAMA_MODEL and OPENAI_BASE_URL, give the model and the address of a provider.
A flag goes before a variable, and a variable before what is found.

Other variables
  LLAMA_API_KEY              key for a llama-server that wants one
  OPENAI_COMPATIBLE_API_KEY  key for the server at --base-url
  MODELPORT_PROBE_URLS       where to look for servers in place of the usual ports; empty: nowhere`;

function keyLines(): string[] {
  const names = serviceTypes.map((type) => `${type.toUpperCase()}_API_KEY`);
  return Array.from({ length: Math.ceil(names.length / 3) }, (_, row) =>
    names.slice(row * 3, row * 3 + 3).join(', '),
  );
}
