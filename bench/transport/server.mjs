// The other end of transport.mjs, in a process of its own so that its CPU time is not counted: answers every request
// with a chat completion, and sends its port to the parent.
import { createServer } from 'node:http';

const answer = JSON.stringify({
  id: 'chatcmpl-0123456789',
  object: 'chat.completion',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'Hello there! '.repeat(20) }, finish_reason: 'stop' },
  ],
});

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
