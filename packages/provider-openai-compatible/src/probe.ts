import type { DetectionProbe } from '@modelport/core';
import { asRecord, parseJson } from '@modelport/provider-utils';
import { findList } from './models.js';

/** Recognises any server that lists models in OpenAI's way. Comes last: servers with a type of their own are asked first. */
export const probe: DetectionProbe = {
  // LM Studio, Ollama, vLLM, llama.cpp and LocalAI, KoboldCpp, Jan. A port names nobody: the answer does.
  urls: [
    'http://127.0.0.1:1234/v1',
    'http://127.0.0.1:11434/v1',
    'http://127.0.0.1:8000/v1',
    'http://127.0.0.1:8080/v1',
    'http://127.0.0.1:5001/v1',
    'http://127.0.0.1:1337/v1',
  ],
  priority: 900,
  async identify(get) {
    const { status, body } = await get('/v1/models');
    const answer = asRecord(parseJson(body));
    if (answer === undefined) return undefined;
    if (status === 401 || status === 403) return { needsKey: true };
    // Some servers answer any path with 200 and an error.
    return status === 200 && 'data' in answer && findList(answer) && !answer['error'] ? {} : undefined;
  },
};
