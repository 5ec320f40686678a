import { headers } from './floor.mjs';

/** A client on node:http, which is loaded without the facade that an import makes of it: that takes 40 ms. */
export function nodeHttpClient(origin, floor) {
  const http = process.getBuiltinModule('node:http');
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 256 });
  const { hostname, port } = new URL(origin);
  const target = { hostname, port, path: floor.path, method: 'POST', headers, agent };
  const post = (body) =>
    new Promise((resolve, reject) => {
      const request = http.request(target, (response) => {
        if (response.statusCode === 200) resolve({ request, response });
        else reject(new Error(`HTTP ${response.statusCode}`));
      });
      request.on('error', reject).end(body);
    });
  return {
    async stream({ tools = false, onFirst } = {}) {
      const collector = floor.createCollector(onFirst);
      const { response } = await post(floor.streamBody(tools));
      response.on('data', collector.push);
      await ended(response);
      return collector.lengths();
    },
    async chat() {
      const { response } = await post(floor.chatBody());
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      await ended(response);
      return floor.textOf(JSON.parse(Buffer.concat(chunks).toString()));
    },
    async open() {
      const collector = floor.createCollector();
      const { request, response } = await post(floor.streamBody(false));
      await new Promise((resolve, reject) => {
        response.on('error', reject).on('data', (chunk) => collector.push(chunk) && resolve());
      });
      return () => {
        response.removeAllListeners('error').on('error', () => {});
        request.destroy();
      };
    },
  };
}

function ended(response) {
  return new Promise((resolve, reject) => {
    response.on('end', resolve).on('error', reject);
  });
}
