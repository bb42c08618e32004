import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ADDRESS } from './smtp-load.ts';

// `setd mock` as people start it, in a process of its own, and what a soak asks of it.

const TOKEN = 'token-of-the-soak';

export interface Mock {
  readonly pid: number;
  readonly smtpPort: number;
  readonly site: string;
  /** Address of a page, with the token that opens a session. */
  readonly entry: string;
  stop(): Promise<void>;
}

/** It has told where it listens. */
export const startMock = async (data: string): Promise<Mock> => {
  const setd = new URL('../src/cli/setd.mjs', import.meta.url).pathname;
  const mock: ChildProcess = spawn(process.execPath, [setd, 'mock', '--data', data, '--accounts', `primary=${ADDRESS}`, '--token', TOKEN], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    const ended = once(mock, 'exit');
    mock.kill('SIGTERM');
    await ended;
  };
  if (mock.stdout === null) throw new Error('a mock without output');
  let smtpPort = 0;
  for await (const line of createInterface(mock.stdout)) {
    smtpPort = Number(/^ {2}intake +127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? smtpPort);
    const site = /^ {2}API +(http:\/\/[\d.:]+)\//.exec(line)?.[1];
    if (site !== undefined) return { pid: mock.pid ?? 0, smtpPort, site, entry: `${site}/?token=${TOKEN}`, stop };
  }
  throw new Error('the mock ended before it told where it listens');
};

export const ask = async (site: string, path: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(`${site}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${TOKEN}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
};

const statusBytes = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Resident memory of a process, in bytes. */
export const residentBytes = (pid: number): number => statusBytes(pid, 'VmRSS');

/** The most that it was since `forgetPeak`. */
export const peakBytes = (pid: number): number => statusBytes(pid, 'VmHWM');

export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

export const row = (name: string, text: string): void => console.log(`${name.padEnd(36)}${text}`);
