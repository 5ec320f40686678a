import { prompt } from '../../lib/request.mjs';
import { tools } from './completion-chunks.mjs';
import { readAll, readFirst } from './read.mjs';

/**
 * A client of one chat model of LangChain.
 *
 * @param {import('@langchain/core/language_models/chat_models').BaseChatModel} model
 */
export function createChatModelClient(model) {
  const request = (withTools) => (withTools ? model.bindTools(tools) : model).stream(prompt);
  return {
    stream: async ({ tools: withTools = false, onFirst } = {}) =>
      readAll(await request(withTools), collect, onFirst),
    async chat() {
      const { text } = await model.invoke(prompt);
      return text;
    },
    /** Ended with a signal: to leave its stream waits for the server's next chunk, which does not come. */
    async open() {
      const controller = new AbortController();
      await readFirst(await model.stream(prompt, { signal: controller.signal }), collect);
      return () => controller.abort();
    },
  };
}

function collect(chunk, content) {
  content.text += chunk.text;
  content.reasoning += chunk.additional_kwargs.reasoning_content ?? '';
  for (const call of chunk.tool_call_chunks) content.toolArguments += call.args;
}
