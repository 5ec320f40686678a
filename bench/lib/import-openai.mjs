/** The `openai` package of the peers, or, where they are not installed, that of the workspace: the smoke run needs no other. */
export async function importOpenAI() {
  try {
    return await import('openai');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const { createRequire } = process.getBuiltinModule('node:module');
    const provider = new URL('../../packages/provider-openai-compatible/package.json', import.meta.url);
    const { pathToFileURL } = process.getBuiltinModule('node:url');
    return await import(pathToFileURL(createRequire(provider).resolve('openai')).href);
  }
}
