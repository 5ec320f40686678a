/** Where a bundle is to run; a bundler picks files of packages by it. */
export type Platform = 'browser' | 'bun' | 'node' | 'workerd';

/** What a bundler is to make. */
export interface BundleRequest {
  /** The project's folder, with its `node_modules`. */
  readonly folder: string;
  /** The program's file in that folder. */
  readonly program: string;
  readonly platform: Platform;
  readonly minify: boolean;
  /** Whether `import()` becomes files of their own; otherwise all is one file. */
  readonly split: boolean;
  /** An empty folder for the output. */
  readonly output: string;
}

/** What a bundler says of what it made. */
interface BundlerReport {
  /** The file to run, in the output folder. */
  readonly entry: string;
  readonly format: 'commonjs' | 'module';
  /** The files whose code is in the output. */
  readonly modules: readonly string[];
  /** All that the bundler complained about. */
  readonly warnings: readonly string[];
}

/** A bundler with the settings that its users have for a platform. */
export interface Bundler {
  readonly name: string;
  bundle(request: BundleRequest): Promise<BundlerReport>;
}

/** The conditions that bundlers for Cloudflare's workers choose by. */
export const workerConditions = ['workerd', 'worker', 'browser'];
