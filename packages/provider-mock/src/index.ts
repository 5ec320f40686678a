import './register.js';

export { definition } from './definition.js';
export type { MockFlavour } from './flavour.js';
export type { MockExtras, MockOptions, MockRequestOptions } from './mock-options.js';
export type {
  MockAnswer,
  MockError,
  MockReply,
  MockReplyFunction,
  MockSource,
  MockToolCall,
} from './mock-reply.js';
export {
  createMockScript,
  type MockScript,
  type MockScriptOptions,
  type WhenExhausted,
} from './mock-script.js';
