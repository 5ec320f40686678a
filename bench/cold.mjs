// A process that is timed from outside: `cold.mjs import <contender>` loads the library and ends; `cold.mjs stream <contender>
// <origin>` ends at the first content of a stream. The contender `nothing` loads nothing.
const [what, name, origin] = process.argv.slice(2);

if (name !== 'nothing') {
  const { load } = await import(`./contenders/${name}.mjs`);
  const { create } = await load();
  if (what === 'stream') {
    await create(origin).stream({ onFirst: () => process.exit(0) });
    throw new Error('there was no first content');
  }
}
process.exit(0);
