import {
  type DriverMessage,
  type DriverRequest,
  type JsonSchema,
  type Message,
  ProviderError,
  type Reasoning,
} from '@modelport/core';

/** A conversation to be written as the prompt that the model would see. */
export interface TemplateRequest {
  /** Model of a router. Default: the provider's. */
  readonly model?: string | undefined;
  readonly messages: string | readonly Message[];
  /** Tools, with their parameters as JSON Schema. */
  readonly tools?:
    | readonly {
        readonly name: string;
        readonly description?: string | undefined;
        readonly parameters?: JsonSchema | undefined;
      }[]
    | undefined;
  readonly reasoning?: Reasoning | undefined;
  /** Variables of the chat template. */
  readonly chatTemplateKwargs?: Readonly<Record<string, unknown>> | undefined;
  /** Ends the prompt with the beginning of the assistant's turn. Default true. */
  readonly addGenerationPrompt?: boolean | undefined;
}

/**
 * Brings it into the form in which core hands a chat request to a driver.
 * @throws ProviderError `REQUEST_INVALID` without messages, and for parameters that are no JSON Schema.
 */
export function toDriverRequest(
  given: string | TemplateRequest,
  defaultModel: string | undefined,
): DriverRequest {
  const request: TemplateRequest = typeof given === 'string' ? { messages: given } : given;
  const { messages, tools, reasoning, chatTemplateKwargs, addGenerationPrompt } = request ?? {};
  const list = typeof messages === 'string' ? [{ role: 'user', content: messages } as const] : messages;
  if (!Array.isArray(list) || list.length === 0) {
    throw invalid('messages', 'a text or a list of messages that is not empty');
  }
  return {
    model: request.model ?? defaultModel,
    messages: list.map(toDriverMessage),
    tools: tools?.map(({ name, description, parameters = noParameters }, index) => {
      if ('~standard' in parameters) throw invalid(`tools[${index}].parameters`, 'JSON Schema');
      return { name, description, parameters };
    }),
    reasoning,
    providerOptions: { chatTemplateKwargs, addGenerationPrompt },
  };
}

const noParameters: JsonSchema = { type: 'object', properties: {} };

function toDriverMessage(message: Message): DriverMessage {
  if (message.role === 'system' || typeof message.content !== 'string') return message as DriverMessage;
  return { ...message, content: [{ type: 'text', text: message.content }] };
}

function invalid(field: string, accepted: string): ProviderError {
  return new ProviderError({
    code: 'REQUEST_INVALID',
    setting: field,
    message: `extras.applyTemplate takes ${accepted} as ${field}.`,
  });
}
