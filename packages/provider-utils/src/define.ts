/**
 * What the definition of a provider needs: checks of its options, and a driver whose code the first call loads. A program that
 * imports a provider reads this, and the rest of the package at its first call. The main entry has all of it too.
 */
export { type DriverOutline, type EachNameOf, lazyDriver, type OptionalCall } from './driver/lazy-driver.js';
export { hostMatches, isLoopback } from './http/hosts.js';
export { remember } from './http/remember.js';
export { type ServerUrls, serverUrls } from './http/server-urls.js';
export { joinUrl, parseBaseUrl, type Query } from './http/url.js';
export {
  asCount,
  asFlag,
  asList,
  asRecord,
  asText,
  type JsonRecord,
  parseJson,
  withoutAbsent,
} from './json/read-values.js';
export { checkAgent, type HttpAgent, type HttpAgentSocket } from './transport/http-agent.js';
