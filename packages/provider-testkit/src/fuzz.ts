export { type FuzzOptions, type FuzzReport, fuzzProvider } from './fuzz/fuzz-provider.js';
