import { headers } from './floor.mjs';

/** A client on the built-in fetch. */
export function fetchClient(origin, floor) {
  const url = origin + floor.path;
  const post = async (body) => {
    const response = await fetch(url, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response;
  };
  return {
    async stream({ tools = false, onFirst } = {}) {
      const collector = floor.createCollector(onFirst);
      const reader = (await post(floor.streamBody(tools))).body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return collector.lengths();
        collector.push(value);
      }
    },
    chat: async () => floor.textOf(await (await post(floor.chatBody())).json()),
    async open() {
      const collector = floor.createCollector();
      const reader = (await post(floor.streamBody(false))).body.getReader();
      while (!collector.push((await reader.read()).value));
      return () => reader.cancel();
    },
  };
}
