import assert from 'assert/';

// biome-ignore lint/style/noDefaultExport: as that of node:assert/strict
export default assert.strict;
