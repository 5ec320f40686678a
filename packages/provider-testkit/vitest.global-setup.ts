// Run once before the tests of any package that uses a real llama-server: list it in `globalSetup`.
export { prepareLlamaServer as setup } from './src/llama-server/prepare-llama-server.js';
