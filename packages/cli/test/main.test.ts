import { describe, expect, it } from 'vitest';
import { chunk, startFakeLlamaServer } from './fake-llama-server.js';
import { runCli, startCli } from './run-cli.js';
import { serveEmptyOllama, serveWebPage } from './serve.js';

const everything = 'Hello! I am a tiny model inside a real server, and this is all that I can say.\n';

describe('modelport "question"', () => {
  it('answers with the built-in model where nothing else is there, and says why and what would be better', async () => {
    const { code, stdout, stderr } = await runCli(['ping']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'pong\n' });
    expect(stderr).toMatch(
      /^Using the built-in mock model: no local server answered.*start llama-server.*\n$/,
    );
  });

  it('is an error, not an answer of the mock, where a model is asked for and nothing runs it', async () => {
    const { code, stdout, stderr } = await runCli(['-m', 'gpt-4o', 'hi']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/nothing to run gpt-4o: no local server answered.*set OPENAI_API_KEY/);
  });

  it('says that what answers is no model server', async () => {
    const url = await serveWebPage();
    const { stdout, stderr } = await runCli(['ping'], { environment: { MODELPORT_PROBE_URLS: url } });
    expect(stdout).toBe('pong\n');
    expect(stderr).toContain(`what answers at ${url} is no known model server`);
    expect(stderr).not.toContain('no local server answered');
  });

  it('joins its words to one question', async () => {
    expect((await runCli(['count', 'to', '3'])).stdout).toBe('1 2 3\n');
  });

  it('takes the question from a pipe, or adds what is piped to the question', async () => {
    const alone = await runCli([], { input: 'count to 4\n' });
    const added = await runCli(['Summarise this:'], { input: 'some text\n' });
    expect(alone.stdout).toBe('1 2 3 4\n');
    expect(added.stdout).toContain('Summarise this: some text');
  });

  it('wants a question where nobody can be asked for one', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('There is no question');
  });

  it('refuses a misspelt flag, a flag without its value and an unknown provider, with what was meant', async () => {
    const flag = await runCli(['--modle', 'x', 'hi']);
    const value = await runCli(['hi', '--model']);
    const provider = await runCli(['--provider', 'lamacpp', 'hi']);
    expect([flag.code, value.code, provider.code]).toEqual([1, 1, 1]);
    expect(flag.stderr).toContain('Did you mean --model?');
    expect(value.stderr).toContain('--model needs a value');
    expect(provider.stderr).toContain('Did you mean llamacpp?');
    expect(provider.stderr).toContain('ollama, ');
  });

  it('prints help and version to stdout', async () => {
    const help = await runCli(['--help']);
    const version = await runCli(['-v']);
    expect(help.stdout).toContain('OPENAI_API_KEY');
    expect(version.stdout).toMatch(/^modelport \d+\.\d+\.\d+\n$/);
    expect([help.stderr, version.stderr]).toEqual(['', '']);
  });

  it('ends without a word when the reader of its output leaves', async () => {
    const { child, outcome } = startCli(['count to 1000']);
    child.stdout.destroy();
    expect(await outcome).toMatchObject({ code: 0, stderr: expect.not.stringContaining('EPIPE') });
  });
});

describe('with a server on this machine', () => {
  it('uses its model and says so on stderr alone', async () => {
    const { url } = await startFakeLlamaServer();
    const { code, stdout, stderr } = await runCli(['Hi'], { environment: { MODELPORT_PROBE_URLS: url } });
    expect({ code, stdout }).toEqual({ code: 0, stdout: everything });
    expect(stderr).toContain(`Using tiny-chat on llama.cpp at ${url}: it answers on this machine.`);
  });

  it('probes it by GET and without a key', async () => {
    const { url, requests } = await startFakeLlamaServer({ models: '{"data":[]}' });
    await runCli(['Hi'], {
      environment: { MODELPORT_PROBE_URLS: url, OPENAI_COMPATIBLE_API_KEY: 'sk-secret' },
    });
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.map(({ method }) => method)).not.toContain('POST');
    expect(requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('goes on without it where it has no model, and says that', async () => {
    const { url } = await startFakeLlamaServer({ models: '{"object":"list","data":[]}' });
    const { stdout, stderr } = await runCli(['ping'], { environment: { MODELPORT_PROBE_URLS: url } });
    expect(stdout).toBe('pong\n');
    expect(stderr).toContain(`Using the built-in mock model: llama.cpp at ${url} has no model to chat with`);
  });

  it('waits for it while it loads its model', async () => {
    const { url } = await startFakeLlamaServer({ loadingFor: 3 });
    const { code, stdout, stderr } = await runCli(['Hi'], { environment: { MODELPORT_PROBE_URLS: url } });
    expect({ code, stdout }).toEqual({ code: 0, stdout: everything });
    expect(stderr).toContain(`llama.cpp at ${url} is loading its model; waiting for it.`);
  });

  it('wants LLAMA_API_KEY for one with a key', async () => {
    const { url } = await startFakeLlamaServer({ key: 'sk-right' });
    const without = await runCli(['ping'], { environment: { MODELPORT_PROBE_URLS: url } });
    const environment = { MODELPORT_PROBE_URLS: url, LLAMA_API_KEY: 'sk-right' };
    const withKey = await runCli(['ping'], { environment });
    expect(without.stdout).toBe('pong\n');
    expect(without.stderr).toMatch(/llama\.cpp at \S+ (wants a key|.*LLAMA_API_KEY)/);
    expect(withKey.stdout).toBe(everything);
  });

  it('keeps its key from one that wants none', async () => {
    const { url, requests } = await startFakeLlamaServer();
    const environment = { MODELPORT_PROBE_URLS: url, LLAMACPP_BASE_URL: url };
    for (const name of ['LLAMA_API_KEY', 'llama_api_key']) {
      const { stdout } = await runCli(['Hi'], { environment: { ...environment, [name]: 'sk-mine' } });
      expect(stdout).toBe(everything);
    }
    expect(requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('takes a server that only lists models as OpenAI-compatible', async () => {
    const { url } = await startFakeLlamaServer({ name: 'other' });
    const { stdout, stderr } = await runCli(['Hi'], { environment: { MODELPORT_PROBE_URLS: url } });
    expect(stdout).toBe(everything);
    expect(stderr).toContain(`Using tiny-chat on an OpenAI-compatible server at ${url}/v1`);
  });

  it('writes each piece of the answer when it comes', async () => {
    let goOn = () => {};
    const shown = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { url } = await startFakeLlamaServer({
      async answer(response) {
        response.write(chunk({ content: 'first ' }));
        await shown;
        response.end(`${chunk({ content: 'second' })}${chunk({}, 'stop')}data: [DONE]\n\n`);
      },
    });
    const running = startCli(['Hi'], { environment: { MODELPORT_PROBE_URLS: url } });
    await running.shows('first ');
    goOn();
    expect((await running.outcome).stdout).toBe('first second\n');
  });

  it('keeps what had come when the answer breaks off, and ends with the error', async () => {
    const { url } = await startFakeLlamaServer({
      answer(response) {
        response.write(chunk({ content: 'Half an' }), () => response.destroy());
      },
    });
    const { code, stdout, stderr } = await runCli(['Hi'], { environment: { MODELPORT_PROBE_URLS: url } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'Half an\n' });
    expect(stderr).toMatch(/Error: .* \(STREAM_INTERRUPTED\)/);
  });

  it('hangs up and exits with 130 on Ctrl-C', async () => {
    const { url, requests } = await startFakeLlamaServer({
      answer: (response) => void response.write(chunk({ content: 'endless' })),
    });
    const running = startCli(['Hi'], { environment: { MODELPORT_PROBE_URLS: url } });
    await running.shows('endless');
    running.child.kill('SIGINT');
    expect(await running.outcome).toMatchObject({ code: 130, stdout: 'endless\n' });
    await requests.at(-1)?.hungUp;
  });

  it('is the one that --base-url names, with the model that --model names', async () => {
    const { url, requests } = await startFakeLlamaServer();
    const { stdout, stderr } = await runCli([
      '--base-url',
      url,
      '--model',
      'mine',
      '--system',
      'Be brief.',
      'Hi',
    ]);
    expect(stdout).toBe(everything);
    expect(stderr).toContain(`Using mine on llama.cpp at ${url}: it answers there.`);
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({
      model: 'mine',
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }],
    });
  });

  it('never shows the password of --base-url, and does not send it with a probe', async () => {
    const { url, requests } = await startFakeLlamaServer();
    const { stderr } = await runCli(['--base-url', url.replace('//', '//me:secret@'), 'Hi']);
    expect(stderr).toContain(`Using tiny-chat on llama.cpp at ${url}`);
    expect(stderr).not.toContain('secret');
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each(['llamacpp', 'ollama', 'lmstudio'])('is required by --provider %s', async (type) => {
    const { code, stderr } = await runCli(['--provider', type, 'Hi']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `No server of type ${type} answers on this machine. MODELPORT_PROBE_URLS names no place`,
    );
    expect(stderr).toContain('--base-url');
  });

  it('says where it looked for the type that is asked for, and what is there in its place', async () => {
    const url = await serveWebPage();
    const environment = { MODELPORT_PROBE_URLS: `http://127.0.0.1:1 ${url}` };
    const { code, stderr } = await runCli(['-p', 'ollama', 'Hi'], { environment });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `No server of type ollama answers on this machine. Looked at http://127.0.0.1:1, ${url}.`,
    );
    expect(stderr).toContain(`What answers at ${url} is something else.`);
  });

  it('goes on to a server with a model, also where one is named', async () => {
    const [empty, { url }] = [await serveEmptyOllama(), await startFakeLlamaServer()];
    const environment = { MODELPORT_PROBE_URLS: `${empty},${url}` };
    const found = await runCli(['Hi'], { environment });
    const named = await runCli(['-m', 'mine', 'Hi'], { environment });
    const preset = await runCli(['Hi'], { environment: { ...environment, OLLAMA_MODEL: 'qwen3:8b' } });
    expect(found.stderr).toContain(`Using tiny-chat on llama.cpp at ${url}`);
    expect(named.stderr).toContain(`Using mine on llama.cpp at ${url}`);
    expect(preset.stderr).toContain(`Using tiny-chat on llama.cpp at ${url}`);
  });
});

describe('with a key in the environment', () => {
  it('uses that service, with the model and address that the environment names', async () => {
    const { url, requests } = await startFakeLlamaServer({ key: 'sk-test' });
    const environment = {
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_MODEL: 'some-model',
    };
    const { stdout, stderr } = await runCli(['Hi'], { environment });
    expect(stdout).toBe(everything);
    expect(stderr).toContain(
      `Using some-model on OpenAI at ${url}/v1: OPENAI_API_KEY is set, and no local server`,
    );
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({ model: 'some-model' });
  });

  it('prefers a server on this machine', async () => {
    const { url } = await startFakeLlamaServer();
    const environment = { OPENAI_API_KEY: 'sk-test', MODELPORT_PROBE_URLS: url };
    expect((await runCli(['Hi'], { environment })).stderr).toContain('Using tiny-chat on llama.cpp');
  });

  it('never shows the key, and says what to check when it is refused', async () => {
    const { url } = await startFakeLlamaServer({ key: 'sk-right' });
    const environment = { GROQ_API_KEY: 'sk-wrong-and-secret', GROQ_BASE_URL: `${url}/v1` };
    const { code, stderr } = await runCli(['Hi', '--provider', 'groq'], { environment });
    expect(code).toBe(1);
    expect(stderr).toContain('(AUTH_FAILED)');
    expect(stderr).toContain('Check the key');
    expect(stderr).not.toContain('sk-wrong');
  });

  it('says where a wrong address may come from', async () => {
    const environment = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: 'nonsense' };
    const { code, stderr } = await runCli(['Hi'], { environment });
    expect(code).toBe(1);
    expect(stderr).toMatch(/"nonsense".*\(SETTING_INVALID\)\n.*OPENAI_BASE_URL/);
  });

  it('names the variable of a service that is asked for without a key', async () => {
    const { code, stderr } = await runCli(['Hi', '--provider', 'groq']);
    expect(code).toBe(1);
    expect(stderr).toContain('set GROQ_API_KEY');
    // One that is less known.
    expect((await runCli(['Hi', '--provider', 'cerebras'])).stderr).toContain('set CEREBRAS_API_KEY');
  });

  it('sends the key along to the address that --base-url gives', async () => {
    const { url, requests } = await startFakeLlamaServer({ key: 'sk-test' });
    const { stdout } = await runCli(['Hi', '--provider', 'groq', '--base-url', `${url}/v1`], {
      environment: { GROQ_API_KEY: 'sk-test' },
    });
    expect(stdout).toBe(everything);
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({ model: 'openai/gpt-oss-20b' });
  });
});

describe('what the environment says of the provider', () => {
  it('is used where no flag says otherwise: the type, in any spelling, and its address', async () => {
    const [here, service] = [await startFakeLlamaServer(), await startFakeLlamaServer({ key: 'sk-test' })];
    const environment = {
      MODELPORT_PROBE_URLS: here.url,
      PREFERRED_PROVIDER: 'Groq',
      GROQ_API_KEY: 'sk-test',
      GROQ_BASE_URL: `${service.url}/v1`,
    };
    const preferred = await runCli(['Hi'], { environment });
    const flag = await runCli(['-p', 'llamacpp', 'Hi'], { environment });
    const auto = await runCli(['Hi'], { environment: { ...environment, PREFERRED_PROVIDER: 'auto' } });
    const other = { LLM_PROVIDER: 'llama_cpp', LLAMACPP_BASE_URL: here.url };
    expect(preferred.stderr).toContain(`on Groq at ${service.url}/v1: PREFERRED_PROVIDER says so.`);
    expect(flag.stderr).toContain(`on llama.cpp at ${here.url}`);
    expect(auto.stderr).toContain(`on llama.cpp at ${here.url}`);
    expect((await runCli(['Hi'], { environment: other })).stderr).toContain(
      `Using tiny-chat on llama.cpp at ${here.url}: it answers there.`,
    );
  });

  it('may be an address that is no URL, or one at which nothing answers', async () => {
    const { url } = await startFakeLlamaServer();
    const host = url.replace('http://', '');
    const environment = { OLLAMA_HOST: host, LLM_PROVIDER: 'ollama', OLLAMA_MODEL: 'preset' };
    const placed = await runCli(['Hi'], { environment });
    const refused = await runCli(['Hi'], { environment: { ...environment, OLLAMA_HOST: ':1' } });
    expect(placed.stderr).toContain(`Using preset at ${host}: LLM_PROVIDER says so.`);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/127\.0\.0\.1:1\b.*\(BACKEND_UNREACHABLE\)/);
  });

  it('is an error where it cannot be had', async () => {
    const unknown = await runCli(['ping'], { environment: { PREFERRED_PROVIDER: 'grog' } });
    const noKey = await runCli(['ping'], { environment: { PREFERRED_PROVIDER: 'groq' } });
    const noServer = await runCli(['ping'], { environment: { LLM_PROVIDER: 'ollama' } });
    expect([unknown, noKey, noServer].map(({ code, stdout }) => [code, stdout])).toEqual(
      [1, 1, 1].map((code) => [code, '']),
    );
    expect(unknown.stderr).toMatch(/"grog".*Did you mean "groq"\?.*\n.*PREFERRED_PROVIDER/);
    expect(noKey.stderr).toContain('Groq needs a key: set GROQ_API_KEY');
    expect(noServer.stderr).toContain('No server of type ollama answers on this machine');
  });

  it('never sends the key of a preferred service to the address of --base-url', async () => {
    const { url, requests } = await startFakeLlamaServer();
    const environment = { PREFERRED_PROVIDER: 'groq', GROQ_API_KEY: 'sk-secret' };
    expect((await runCli(['--base-url', url, 'Hi'], { environment })).stdout).toBe(everything);
    expect(requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it.each([
    ['found', []],
    ['asked for', ['-p', 'llamacpp']],
  ])('names the model of a server that is %s, unless --model does', async (_, flags) => {
    const { url } = await startFakeLlamaServer();
    const environment = { MODELPORT_PROBE_URLS: url, LLAMACPP_MODEL: 'preset' };
    const preset = await runCli([...flags, 'Hi'], { environment });
    const named = await runCli([...flags, '-m', 'mine', 'Hi'], { environment });
    expect(preset.stderr).toContain(`Using preset on llama.cpp at ${url}`);
    expect(named.stderr).toContain(`Using mine on llama.cpp at ${url}`);
  });

  it('of OpenAI-compatible servers is not meant for one that was merely found', async () => {
    const { url } = await startFakeLlamaServer({ name: 'other' });
    const environment = { MODELPORT_PROBE_URLS: url, OPENAI_COMPATIBLE_DEFAULT_MODEL: 'preset' };
    expect((await runCli(['Hi'], { environment })).stderr).toContain(
      'Using tiny-chat on an OpenAI-compatible',
    );
    const asked = await runCli(['--base-url', url, 'Hi'], { environment });
    expect(asked.stderr).toContain('Using preset on an OpenAI-compatible');
  });
});
