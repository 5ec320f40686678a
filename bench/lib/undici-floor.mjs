import { headers } from './floor.mjs';

/** A client on `undici.request`. */
export function undiciClient({ request }, origin, floor) {
  const url = origin + floor.path;
  const post = async (body) => {
    const response = await request(url, { method: 'POST', headers, body });
    if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
    return response.body;
  };
  return {
    async stream({ tools = false, onFirst } = {}) {
      const collector = floor.createCollector(onFirst);
      const body = await post(floor.streamBody(tools));
      body.on('data', collector.push);
      await new Promise((resolve, reject) => {
        body.on('end', resolve).on('error', reject);
      });
      return collector.lengths();
    },
    chat: async () => floor.textOf(await (await post(floor.chatBody())).json()),
    async open() {
      const collector = floor.createCollector();
      const body = await post(floor.streamBody(false));
      await new Promise((resolve, reject) => {
        body.on('error', reject).on('data', (chunk) => collector.push(chunk) && resolve());
      });
      return () =>
        body
          .removeAllListeners('error')
          .on('error', () => {})
          .destroy();
    },
  };
}
