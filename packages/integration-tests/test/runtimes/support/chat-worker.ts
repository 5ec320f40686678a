import { chatProgram } from './chat-program.js';

/** A worker that does what the path says with the server that the body names. */
// biome-ignore lint/style/noDefaultExport: that is what a worker is
export default {
  async fetch(request: Request): Promise<Response> {
    const action = new URL(request.url).pathname.slice(1) as keyof typeof chatProgram;
    return Response.json(await chatProgram[action](await request.text()));
  },
};
