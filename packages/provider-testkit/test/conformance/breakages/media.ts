import type { Breakage } from '../reference/breakage.js';
import type { Body } from '../reference/reference-to-wire.js';

type WirePart = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly image_url?: { readonly url: string; readonly detail?: string };
  readonly file?: { readonly file_data: string; readonly filename?: string };
};

interface WireMessage {
  readonly role: string;
  readonly content: string | readonly WirePart[] | null;
}

export const mediaBreakages: Readonly<Record<string, Breakage>> = {
  // Calls every image a JPEG.
  'media/image': changeParts((part) => {
    const url = part.image_url?.url.replace(/^data:image\/\w+/, 'data:image/jpeg');
    return url === undefined ? part : { ...part, image_url: { ...part.image_url, url } };
  }),
  'media/data-url': {
    // Takes every URL for an address, which must not be long.
    body: (body, { messages }) => {
      const urls = messages.flatMap(({ content }) =>
        typeof content === 'string' ? [] : content.flatMap((part) => ('url' in part && part.url) || []),
      );
      return withParts(body, (part) => {
        const url = part.image_url?.url;
        return url?.startsWith('data:') && urls.includes(url)
          ? { ...part, image_url: { url: url.slice(0, 64) } }
          : part;
      });
    },
  },
  'media/image-url': changeParts((part) => {
    const url = part.image_url?.url.replace(/\?.*/, '');
    return url === undefined ? part : { ...part, image_url: { ...part.image_url, url } };
  }),
  'media/never-downloaded': {
    // Looks whether the picture is there.
    driver: (driver) => ({
      ...driver,
      async chat(request, call) {
        for (const { content } of request.messages) {
          for (const part of typeof content === 'string' ? [] : content) {
            if ('url' in part && part.url?.startsWith('http:')) await fetch(part.url, { method: 'HEAD' });
          }
        }
        return (await driver.chat?.(request, call)) ?? [];
      },
    }),
  },
  'media/detail': changeParts((part) => {
    const { url } = part.image_url ?? {};
    return url === undefined ? part : { ...part, image_url: { url } };
  }),
  // Puts pictures in front, where some models want them.
  'media/order': changeContents((content) => [
    ...content.filter(({ type }) => type !== 'text'),
    ...content.filter(({ type }) => type === 'text'),
  ]),
  'media/tool-result': {
    body: (body) => ({
      ...body,
      messages: messagesOf(body).map((message) =>
        message.role === 'tool' && typeof message.content !== 'string'
          ? {
              ...message,
              content: message.content
                ?.filter(({ type }) => type === 'text')
                .map(({ text }) => text)
                .join('\n'),
            }
          : message,
      ),
    }),
  },
  'media/file': changeParts((part) => {
    const { file } = part;
    const data = file?.file_data.replace('application/pdf', 'application/octet-stream');
    return data === undefined ? part : { ...part, file: { ...file, file_data: data } };
  }),
  'media/file-url': changeParts((part) => {
    const { file } = part;
    return file?.file_data.startsWith('http')
      ? { ...part, file: { ...file, file_data: file.file_data.replace(/#.*/, '') } }
      : part;
  }),
  // Names must be ASCII, it thinks.
  'media/filename': changeParts((part) => {
    const { file } = part;
    const filename = file?.filename?.replace(/[^ -~]/g, '_');
    return file === undefined ? part : { ...part, file: { ...file, filename } };
  }),
  'media/audio': changeParts((part) => {
    const { file } = part;
    const data = file?.file_data.replace(/^data:audio\/\w+/, 'data:audio/basic');
    return data === undefined ? part : { ...part, file: { ...file, file_data: data } };
  }),
};

function messagesOf(body: Body): readonly WireMessage[] {
  return body['messages'] as readonly WireMessage[];
}

function changeParts(changed: (part: WirePart) => object): Breakage {
  return { body: (body) => withParts(body, changed) };
}

function withParts(body: Body, changed: (part: WirePart) => object): Body {
  return withContents(body, (content) => content.map(changed));
}

function changeContents(changed: (content: readonly WirePart[]) => readonly object[]): Breakage {
  return { body: (body) => withContents(body, changed) };
}

function withContents(body: Body, changed: (content: readonly WirePart[]) => readonly object[]): Body {
  return {
    ...body,
    messages: messagesOf(body).map((message) => ({
      ...message,
      content: Array.isArray(message.content) ? changed(message.content) : message.content,
    })),
  };
}
