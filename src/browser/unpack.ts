import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

// The package @sparticuz/chromium holds Chromium and the libraries it needs, compressed. It unpacks into the folder for
// temporary files and takes whatever lies there, of whatever version; so it gets a folder of its own for each version.

const run = promisify(execFile);

/** Makes the package unpack its libraries too (libnss3 and others), which a fresh Debian lacks. */
const WITH_LIBRARIES = 'AWS_Lambda_nodejs22.x';

const UNPACK = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";

export interface UnpackedChromium {
  readonly executable: string;
  /** For LD_LIBRARY_PATH. */
  readonly libraries: string;
  /** For FONTCONFIG_PATH. */
  readonly fonts: string;
}

const packageJson = z.object({ version: z.string() });

const packageFolder = (): string => {
  const require = createRequire(import.meta.url);
  // The package lists no package.json among its exports; its entry lies two folders below.
  return join(dirname(require.resolve('@sparticuz/chromium')), '..', '..');
};

const placesIn = (folder: string): UnpackedChromium => ({
  executable: join(folder, 'chromium'),
  libraries: join(folder, 'al2023', 'lib'),
  fonts: join(folder, 'fontconfig'),
});

/**
 * The package's own configuration looks for fonts below /tmp; without any, no text has a size. Those of the package come first,
 * so that pages look the same everywhere; fonts of the machine fill in for what they lack, such as Japanese.
 */
const fontConfiguration = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts', 'fonts').replaceAll('&', '&amp;')}</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>${join(folder, 'fontconfig', 'cache').replaceAll('&', '&amp;')}</cachedir>
  ${['system-ui', 'sans-serif'].map((family) => `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`).join('')}
</fontconfig>
`;

const writeFontConfiguration = (folder: string): void => {
  const home = join(folder, 'fontconfig');
  const file = join(home, 'fonts.conf');
  if (existsSync(file)) return;
  mkdirSync(home, { recursive: true });
  const draft = join(home, `fonts.${process.pid}`);
  writeFileSync(draft, fontConfiguration(folder));
  renameSync(draft, file);
};

const unpackInto = async (folder: string, cache: string): Promise<void> => {
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'unpacking-'));
  try {
    await run(process.execPath, ['--eval', UNPACK], {
      cwd: import.meta.dirname,
      env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: WITH_LIBRARIES },
    });
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process was faster: what it unpacked is as good.
    if (!existsSync(folder)) throw error;
  }
};

/** Unpacks the browser beside the package at the first call; several processes may do so at once. */
export const unpackChromium = async (): Promise<UnpackedChromium> => {
  const home = packageFolder();
  const { version } = packageJson.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
  const cache = join(home, '..', '..', '.cache', 'setd-chromium');
  const folder = join(cache, version);
  if (!existsSync(folder)) await unpackInto(folder, cache);
  writeFontConfiguration(folder);
  return placesIn(folder);
};
