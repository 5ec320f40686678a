import './register.js';

export { definition } from './definition.js';
export type { AcmeOptions, AcmeRequestOptions } from './options.js';
