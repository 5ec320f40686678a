import type { CallContext } from '@modelport/core';
import { asCount, asFlag, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import { type LlamaServer, withModel } from './server.js';

/** What `GET /props` tells of a server, or of one model of a router. */
export interface LlamaCppProps {
  /** The build, such as `b11669-Debian`. */
  readonly build?: string;
  /** Whether it is a router: a server of several models, started without one. */
  readonly isRouter: boolean;
  /** A router loads models when they are asked for. */
  readonly autoload?: boolean;
  readonly modelAlias?: string;
  readonly modelPath?: string;
  /** Tokens that one request can use. */
  readonly contextLength?: number;
  /** How many requests are answered at once; further ones wait. */
  readonly slots?: number;
  /** What the model takes beside text. */
  readonly modalities: { readonly vision?: boolean; readonly audio?: boolean; readonly video?: boolean };
  readonly chatTemplate?: string;
  /** What the chat template can do, by llama.cpp's names: `supports_tools`, … */
  readonly chatTemplateCaps: { readonly [name: string]: boolean };
  /** The model was unloaded for idleness; the next request loads it again. */
  readonly isSleeping?: boolean;
  /** All that the server said. */
  readonly raw: { readonly [name: string]: unknown };
}

/** Reads the properties of a server. */
export async function getProps(
  server: LlamaServer,
  call: CallContext,
  model?: string,
): Promise<LlamaCppProps> {
  return readProps(await server.get(withModel('/props', model), call));
}

/** The same where it is of use but not needed: `undefined` where it cannot be had. */
export function tryProps(server: LlamaServer, call: CallContext): Promise<LlamaCppProps | undefined> {
  return getProps(server, call).catch(() => undefined);
}

/** Reads the answer of `/props`. */
function readProps(answer: unknown): LlamaCppProps {
  const raw = asRecord(answer) ?? {};
  const { vision, audio, video } = asRecord(raw['modalities']) ?? {};
  return {
    ...withoutAbsent({
      build: asText(raw['build_info']),
      autoload: asFlag(raw['models_autoload']),
      modelAlias: asText(raw['model_alias']),
      modelPath: asText(raw['model_path']),
      // 0 is what a router says of itself.
      contextLength: asCount(asRecord(raw['default_generation_settings'])?.['n_ctx']) || undefined,
      slots: asCount(raw['total_slots']),
      chatTemplate: asText(raw['chat_template']),
      isSleeping: asFlag(raw['is_sleeping']),
    }),
    isRouter: raw['role'] === 'router',
    modalities: withoutAbsent({ vision: asFlag(vision), audio: asFlag(audio), video: asFlag(video) }),
    chatTemplateCaps: onlyFlags(asRecord(raw['chat_template_caps']) ?? {}),
    raw,
  };
}

function onlyFlags(record: JsonRecord): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
  );
}
