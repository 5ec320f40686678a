import type { AssistantPart, DriverMessage, Message, ProviderData, UserPart, Warning } from '../contract.js';
import { check, type RequestTarget, supported, unfit } from './check-field.js';
import { isLine } from './check-options.js';

type Part = UserPart | AssistantPart;

/** What may stand somewhere, and how messages tell it. */
interface Choice {
  readonly names: readonly string[];
  readonly words: string;
}

const oneOf = (...names: string[]): Choice => ({ names, words: `one of ${names.join(', ')}` });
const userParts = oneOf('text', 'image', 'file', 'opaque');
const assistantParts = oneOf('text', 'reasoning', 'tool-call', 'file', 'opaque');
const roles = oneOf('system', 'user', 'assistant', 'tool');

/**
 * Checks the message at `at`, and brings its content into parts. Data that only another type of provider understands is
 * left out, with a warning where the model made it.
 * @throws ProviderError `REQUEST_INVALID` or `NOT_SUPPORTED`, naming the field below `messages[at]`.
 */
export function checkMessage(
  message: Message,
  at: number,
  target: RequestTarget,
  warnings: Warning[],
): DriverMessage {
  const role = message?.role;
  if (!roles.names.includes(role)) throw unfit(`messages[${at}].role`, roles.words, role);
  const { content } = message;
  const plain = typeof content === 'string';
  const own = withoutForeign(message as Message & Owned, target);
  if (role === 'system') {
    if (!plain) throw unfit(`messages[${at}].content`, 'a string', content);
    return own as DriverMessage;
  }
  if (!plain && !Array.isArray(content))
    throw unfit(`messages[${at}].content`, 'a string or a list of parts', content);
  if (role === 'tool' && !isLine(message.toolCallId))
    throw unfit(`messages[${at}].toolCallId`, 'the id of a tool call', message.toolCallId);
  if (plain) return { ...own, content: [{ type: 'text', text: content }] } as DriverMessage;
  const kinds = role === 'assistant' ? assistantParts : userParts;
  const parts = content.flatMap((part: Part, index) => {
    const where = `messages[${at}].content[${index}]`;
    checkPart(part, where, kinds, target);
    const kept = withoutForeign(part, target);
    if (kept === part) return part;
    const opaque = part.type === 'opaque';
    if (opaque || role === 'assistant') {
      warnings.push({
        code: 'dropped-content',
        setting: `${where}.providerData`,
        message: `Data of ${part.providerData?.type} was left out: ${target.type} does not understand it.`,
      });
    }
    return opaque ? [] : kept;
  });
  return { ...own, content: parts } as DriverMessage;
}

function checkPart(part: Part, where: string, kinds: Choice, target: RequestTarget): void {
  const type = part?.type;
  if (!kinds.names.includes(type)) throw unfit(`${where}.type`, kinds.words, type);
  const { providerData } = part;
  if ((providerData !== undefined || type === 'opaque') && !isLine(providerData?.type))
    throw unfit(`${where}.providerData`, 'an object with type and data');
  switch (type) {
    case 'opaque':
      return;
    case 'text':
    case 'reasoning':
      if (typeof part.text !== 'string') throw unfit(`${where}.text`, 'a string', part.text);
      return;
    case 'tool-call':
      check(`${where}.id`, isLine(part.id), 'a line of text', part.id);
      return check(`${where}.name`, isLine(part.name), 'a line of text', part.name);
    default: {
      supported(target, `${type}s`, where);
      const { url, data, mediaType } = part;
      if (url !== undefined) {
        const fits = /^(https?|data):/i.test(url) && isLine(url);
        return check(`${where}.url`, fits, 'an http, https or data URL', url);
      }
      // Only its end is looked at: it may be long, and it is never shown.
      const base64 = typeof data === 'string' && /^[\w+/-]+=*\s*$/.test(data.slice(-80));
      check(`${where}.data`, base64, 'base64 without "data:", or left out for a url');
      const isType = /^[\w.+-]+\/[\w.+-]+$/.test(mediaType);
      check(`${where}.mediaType`, isType, 'a media type such as image/png', mediaType);
    }
  }
}

interface Owned {
  readonly providerData?: ProviderData | undefined;
}

/** A part, message or tool without data of another type of provider; the same object where it has none. */
export function withoutForeign<Block extends Owned>(block: Block, target: RequestTarget): Block {
  const { providerData } = block;
  return !providerData || providerData.type === target.type ? block : { ...block, providerData: undefined };
}
