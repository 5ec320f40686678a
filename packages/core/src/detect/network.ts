/** All that looks at the network to find or check providers, in one module that is loaded when it is first asked for. */
export { checkEveryType } from './check-all.js';
export { connect } from './connect.js';
export { detect } from './detect.js';
