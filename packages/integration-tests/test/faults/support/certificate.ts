import { generate } from 'selfsigned';

const names = ['localhost', 'models.example'].map((value) => ({ type: 2 as const, value }));
const extensions = [{ name: 'subjectAltName' as const, altNames: names }];
const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', extensions });

/** A certificate for `localhost` and `models.example` that nobody has signed, made anew for each run. */
export const certificate: string = made.cert;

/** The key of {@link certificate}. */
export const certificateKey: string = made.private;
