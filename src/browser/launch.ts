import { type Browser, chromium } from 'playwright-core';
import { unpackChromium } from './unpack.ts';

/** Web security and site isolation stay on: pages are judged as people meet them. No request leaves for the browser's maker. */
const ARGUMENTS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  '--font-render-hinting=none',
];

/**
 * Starts a headless Chromium: the one named by CHROME_PATH; on Linux x64 the one that the package @sparticuz/chromium
 * carries; elsewhere an installed Chrome. Nothing is downloaded. `more` are arguments of Chromium besides the usual ones.
 */
export const launchBrowser = async (more: readonly string[] = []): Promise<Browser> => {
  const { CHROME_PATH } = process.env;
  const args = [...ARGUMENTS, ...more];
  if (CHROME_PATH !== undefined && CHROME_PATH !== '') return chromium.launch({ executablePath: CHROME_PATH, args });
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome', args });
  const { executable, libraries, fonts } = await unpackChromium();
  const { LD_LIBRARY_PATH, FONTCONFIG_PATH = fonts } = process.env;
  const env = { ...process.env, FONTCONFIG_PATH, LD_LIBRARY_PATH: LD_LIBRARY_PATH ? `${LD_LIBRARY_PATH}:${libraries}` : libraries };
  return chromium.launch({ executablePath: executable, args, env });
};
