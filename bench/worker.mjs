// The process of one contender: `worker.mjs <contender>`, started by run.mjs and smoke.mjs. It measures when the parent says so,
// with the accounts of its own process. First it says `{ loaded: true }`; then it answers each job,
// `{ figure, origin, scenario, sent, warmUp }`, with `{ value }`, with a `note` where one has to be told, or with `{ error }`.
const [name] = process.argv.slice(2);
let client;

try {
  const { load } = await import(`./contenders/${name}.mjs`);
  const library = await load();
  const ignore = () => {}; // a parent that has gone needs no answer
  process.on('message', async (job) => process.send(await answer(library, job), ignore));
  process.send({ loaded: true });
} catch (error) {
  process.send({ error: error.stack });
}
process.on('disconnect', () => process.exit());

/** The value of a measurement; one that warms up is made again until its time is over. */
async function answer(library, job) {
  let note;
  const tell = (text) => {
    note = text;
  };
  try {
    const { figure } = await import(`./figures/${job.figure}.mjs`);
    client ??= library.create(job.origin);
    if (figure.needs !== undefined && client[figure.needs] === undefined) return { error: 'not offered' };
    const end = performance.now() + (job.warmUp ?? 0);
    let value;
    do value = await figure.measure({ ...job, library, client, tell });
    while (performance.now() < end);
    return { value, note };
  } catch (error) {
    return { error: error.stack };
  }
}
