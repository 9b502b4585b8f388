// The program fake_model as a child, for tests with other people's clients: `const model = await startFakeModel()`.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

// Packages of tests/npm, by their names.
export const fromNpm = createRequire(new URL('../npm/package.json', import.meta.url));

export async function startFakeModel() {
  const child = spawn(process.env.FAKE_MODEL ?? 'build/dev/tests/fake_model', [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise((resolve, reject) => {
    child.stdout.once('data', (bytes) => resolve(String(bytes)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`fake_model ended with ${code}`)));
  });
  const url = `http://127.0.0.1:${line.match(/^PORT (\d+)/)[1]}`;
  const post = async (path, body) => {
    const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  };
  return {
    url,
    plan: (plan) => post('/_plan', plan),
    standing: (plan) => post('/_standing', plan),
    reset: () => post('/_reset', {}),
    seen: async () => (await fetch(url + '/_seen')).json(),
    stop: () => child.stdin.end(),
  };
}

// Waits for all of an async iterable.
export async function gather(stream) {
  const all = [];
  for await (const piece of stream) all.push(piece);
  return all;
}
