import type { DriverMessage, DriverRequest } from '@modelport/core';

/** All text of a message, tool calls as JSON. */
export function messageText({ content }: DriverMessage): string {
  if (typeof content === 'string') return content;
  const texts = content.map((part) => {
    if (part.type === 'text' || part.type === 'reasoning') return part.text;
    if (part.type === 'tool-call') return part.rawArguments ?? JSON.stringify(part.arguments) ?? '';
    return '';
  });
  return texts.join(' ').trim();
}

/** All text of a conversation. */
export function requestText(request: DriverRequest): string {
  return request.messages.map(messageText).join('\n');
}

/** What the user said last. */
export function lastQuestion(request: DriverRequest): string {
  const message = request.messages.findLast(({ role }) => role === 'user');
  return message ? messageText(message) : '';
}
