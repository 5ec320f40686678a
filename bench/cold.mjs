// A process that is timed from outside: `cold.mjs import <contender>` loads the library and ends; `cold.mjs stream <contender>
// <origin>` ends at the first content of a stream. The contender `nothing` loads no library.
const [what, name, origin] = process.argv.slice(2);

const { load } =
  name === 'nothing' ? await import('./lib/nothing.mjs') : await import(`./contenders/${name}.mjs`);
const { create } = await load();
if (what === 'stream' && create !== undefined) {
  await create(origin).stream({ onFirst: () => process.exit(0) });
  throw new Error('there was no first content');
}
process.exit(0);
