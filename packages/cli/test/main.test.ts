import { describe, expect, it } from 'vitest';
import { chunk, startFakeLlamaServer } from './fake-llama-server.js';
import { runCli, startCli } from './run-cli.js';

const everything = 'Hello! I am a tiny model inside a real server, and this is all that I can say.\n';

describe('modelport "question"', () => {
  it('answers with the built-in model where nothing else is there, and says why and what would be better', async () => {
    const { code, stdout, stderr } = await runCli(['ping']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'pong\n' });
    expect(stderr).toMatch(
      /^Using the built-in mock model: no local server answered.*start llama-server.*\n$/,
    );
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
    const ollama = await runCli(['--provider', 'ollama', 'hi']);
    expect(ollama.stderr).toContain('Did you mean openai-compatible?');
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

  it('is required by --provider llamacpp', async () => {
    const { code, stderr } = await runCli(['--provider', 'llamacpp', 'Hi']);
    expect(code).toBe(1);
    expect(stderr).toContain('No server for --provider llamacpp answers on this machine. Give its address');
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
  });
});
