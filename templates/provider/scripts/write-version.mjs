// Writes the version of package.json into src/version.ts, from where the definition takes it.
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(
  'src/version.ts',
  `// Written by scripts/write-version.mjs.\n/** The version of this package. */\nexport const version: string = '${version}';\n`,
);
