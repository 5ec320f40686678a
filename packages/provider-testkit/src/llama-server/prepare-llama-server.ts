import { llamaServerAvailable, OWN_EXECUTABLE, UNAVAILABLE_REASON } from './find-llama-server.js';
import { tinyModelPath } from './tiny-models.js';
import { toolsFolder } from './tools-folder.js';

/**
 * Does the slow part once, before the tests: installs llama-server and makes the tiny models. Processes started
 * afterwards learn the outcome from the environment and start no installer of their own. Made to be a test
 * runner's global setup.
 *
 * @throws Error where `MODELPORT_REQUIRE_LLAMA_SERVER=1` is set and there is none
 */
export async function prepareLlamaServer(): Promise<void> {
  const found = llamaServerAvailable();
  if (found.available) {
    process.env[OWN_EXECUTABLE] = found.executable;
    if (toolsFolder() === undefined) return;
    await Promise.all([tinyModelPath('tiny-chat'), tinyModelPath('tiny-thinking')]);
  } else {
    process.env[UNAVAILABLE_REASON] = found.reason;
    process.stderr.write(`Tests on a real llama-server are skipped: ${found.reason}\n`);
  }
}
