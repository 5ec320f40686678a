import type { LanguageModelV4File, LanguageModelV4FilePart, SharedV4FileData } from '@ai-sdk/provider';
import type { FilePart, ImagePart, MediaSource, OpaquePart } from '@modelport/core';
import { defined, fromMetadata, opaque, toBase64, toMetadata, unreachable } from './support.js';

type PeerFile = Pick<LanguageModelV4FilePart, 'data' | 'mediaType' | 'filename' | 'providerOptions'>;

/** A file of the peer: an image is a part of its own with us. */
export function fromPeerFile(file: PeerFile, type: string): ImagePart | FilePart | OpaquePart {
  const source = fromFileData(file.data, file.mediaType);
  // A file that was uploaded to a provider has no words of ours.
  if (source === undefined) return opaque({ type: 'file', ...file });
  const providerData = fromMetadata(file.providerOptions, type);
  if (/^image\b/.test(file.mediaType)) return { type: 'image', ...source, ...defined({ providerData }) };
  return { type: 'file', ...source, ...defined({ filename: file.filename, providerData }) };
}

function fromFileData(data: SharedV4FileData, givenType: string): MediaSource | undefined {
  // `image` and `image/*` mean "some image": we always name a subtype.
  const mediaType = /^[^/]+\/[^*]+$/.test(givenType) ? givenType : `${givenType.split('/')[0]}/octet-stream`;
  switch (data.type) {
    case 'data':
      return { data: toBase64(data.data), mediaType };
    case 'url':
      return { url: data.originalUrl ?? data.url.href, mediaType };
    case 'text':
      return { data: toBase64(new TextEncoder().encode(data.text)), mediaType };
    case 'reference':
      return undefined;
    default:
      return unreachable(data);
  }
}

/** Our image or file as the peer's prompt has it. */
export function toPeerFilePart(part: ImagePart | FilePart): LanguageModelV4FilePart {
  const { data, mediaType } = toPeerFile(part);
  const filename = part.type === 'file' ? part.filename : undefined;
  const providerOptions = toMetadata(part.providerData);
  return { type: 'file', data, mediaType, ...defined({ filename, providerOptions }) };
}

/** Our file as the peer's answer has it. */
export function toPeerFile(part: ImagePart | FilePart): LanguageModelV4File {
  const mediaType = part.mediaType ?? (part.type === 'image' ? 'image' : 'application/octet-stream');
  const inline = part.url?.startsWith('data:') ? part.url.slice(part.url.indexOf(',') + 1) : part.data;
  const data =
    inline === undefined
      ? ({ type: 'url', url: new URL(part.url ?? ''), originalUrl: part.url ?? '' } as const)
      : ({ type: 'data', data: inline } as const);
  return { type: 'file', mediaType, data };
}
