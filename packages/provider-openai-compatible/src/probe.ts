import type { DetectionProbe } from '@modelport/core';
import { probedModels, wantsKey } from './probed-models.js';

/** Recognises any server that lists models in OpenAI's way. Comes last: servers with a type of their own are asked first. */
export const probe: DetectionProbe = {
  // LM Studio, Ollama, vLLM, llama.cpp and LocalAI, KoboldCpp, Jan, text-generation-webui and TabbyAPI, SGLang, GPT4All. A
  // port names nobody: the answer does.
  urls: [
    'http://127.0.0.1:1234/v1',
    'http://127.0.0.1:11434/v1',
    'http://127.0.0.1:8000/v1',
    'http://127.0.0.1:8080/v1',
    'http://127.0.0.1:5001/v1',
    'http://127.0.0.1:1337/v1',
    'http://127.0.0.1:5000/v1',
    'http://127.0.0.1:30000/v1',
    'http://127.0.0.1:4891/v1',
  ],
  priority: 900,
  async identify(get) {
    const answer = await get('/v1/models');
    if (wantsKey(answer)) return { needsKey: true };
    return probedModels(answer) && {};
  },
};
