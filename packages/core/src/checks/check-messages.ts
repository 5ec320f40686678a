import type { AssistantPart, DriverMessage, Message, ProviderData, UserPart, Warning } from '../contract.js';
import { check, type RequestTarget, supported } from './check-field.js';
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
 * Checks one message and brings its content into parts. Data that only another type of provider understands is
 * left out, with a warning where the model made it.
 * @throws ProviderError `REQUEST_INVALID` or `NOT_SUPPORTED`, naming the field below `where`.
 */
export function checkMessage(
  message: Message,
  where: string,
  target: RequestTarget,
  warnings: Warning[],
): DriverMessage {
  const role = message?.role;
  check(`${where}.role`, roles.names.includes(role), roles.words, role);
  const { content } = message;
  const plain = typeof content === 'string';
  const own = withoutForeign(message as Message & Owned, target);
  if (role === 'system') {
    check(`${where}.content`, plain, 'a string', content);
    return own as DriverMessage;
  }
  check(`${where}.content`, plain || Array.isArray(content), 'a string or a list of parts', content);
  if (role === 'tool') {
    check(`${where}.toolCallId`, isLine(message.toolCallId), 'the id of a tool call', message.toolCallId);
  }
  const parts: readonly Part[] = plain ? [{ type: 'text', text: content }] : content;
  const checked = parts.flatMap((part, index) => {
    const place = `${where}.content[${index}]`;
    checkPart(part, place, role === 'assistant' ? assistantParts : userParts, target);
    const kept = withoutForeign(part, target);
    if (kept === part) return part;
    const opaque = part.type === 'opaque';
    if (opaque || role === 'assistant') {
      warnings.push({
        code: 'dropped-content',
        setting: `${place}.providerData`,
        message: `Data of ${part.providerData?.type} was left out: ${target.type} does not understand it.`,
      });
    }
    return opaque ? [] : kept;
  });
  return { ...own, content: checked } as DriverMessage;
}

function checkPart(part: Part, where: string, kinds: Choice, target: RequestTarget): void {
  const must = (field: string, holds: boolean, accepted: string, ...shown: unknown[]) =>
    check(`${where}.${field}`, holds, accepted, ...shown);
  const type = part?.type;
  must('type', kinds.names.includes(type), kinds.words, type);
  const { providerData } = part;
  if (providerData !== undefined || type === 'opaque') {
    must('providerData', isLine(providerData?.type), 'an object with type and data');
  }
  switch (type) {
    case 'opaque':
      return;
    case 'text':
    case 'reasoning':
      return must('text', typeof part.text === 'string', 'a string', part.text);
    case 'tool-call':
      must('id', isLine(part.id), 'a line of text', part.id);
      return must('name', isLine(part.name), 'a line of text', part.name);
    default: {
      supported(target, `${type}s`, where);
      const { url, data, mediaType } = part;
      if (url !== undefined) {
        return must('url', /^(https?|data):/i.test(url) && isLine(url), 'an http, https or data URL', url);
      }
      // Only its end is looked at: it may be long, and it is never shown.
      const base64 = typeof data === 'string' && /^[\w+/-]+=*\s*$/.test(data.slice(-80));
      must('data', base64, 'base64 without "data:", or left out for a url');
      must('mediaType', /^[\w.+-]+\/[\w.+-]+$/.test(mediaType), 'a media type such as image/png', mediaType);
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
