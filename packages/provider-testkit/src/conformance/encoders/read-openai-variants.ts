import { isObject } from '../../openai/checks.js';
import type { ReceivedChat } from '../wire-encoder.js';

/** Reads `thinking`, DeepSeek's switch beside `reasoning_effort`. */
export function readThinking(chat: ReceivedChat): ReceivedChat {
  const { thinking, ...rest } = chat.rest ?? {};
  if (!isObject(thinking)) return chat;
  return { ...chat, reasoning: chat.reasoning ?? { enabled: thinking['type'] === 'enabled' }, rest };
}

/** Reads `chat_template_kwargs.enable_thinking`; other variables of the template stay. */
export function readTemplateSwitch(chat: ReceivedChat): ReceivedChat {
  const { chat_template_kwargs: variables, ...rest } = chat.rest ?? {};
  if (!isObject(variables)) return chat;
  const { enable_thinking: enabled, ...others } = variables;
  const isSwitched = typeof enabled === 'boolean';
  return {
    ...chat,
    ...(isSwitched && { reasoning: chat.reasoning ?? { enabled } }),
    rest: Object.keys(others).length > 0 ? { ...rest, chat_template_kwargs: others } : rest,
  };
}

/** llama-server is always asked to tell how far it has come with the prompt. */
export function readLlamaCpp(chat: ReceivedChat): ReceivedChat {
  const { return_progress: progress, ...rest } = chat.rest ?? {};
  return readTemplateSwitch(progress === true ? { ...chat, rest } : chat);
}

/** Who takes no `json_object` is asked for an object of any form. */
export function readAnyObject(chat: ReceivedChat): ReceivedChat {
  const { responseFormat: format } = chat;
  const isAny =
    format?.type === 'json' &&
    JSON.stringify(format) === '{"type":"json","name":"response","schema":{"type":"object"}}';
  return isAny ? { ...chat, responseFormat: { type: 'json' } } : chat;
}
