// Goal: the fake model's OpenAI routes are ones that OpenAI's own client takes for the real ones.
// Method: the npm package openai against the program fake_model; node's own test runner.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { fromNpm, gather, startFakeModel } from '../support/fake_model.mjs';

const OpenAI = fromNpm('openai');
const tools = ['get_weather', 'get_time'].map((name) => ({ type: 'function', function: { name, parameters: { type: 'object' } } }));
const stream_options = { include_usage: true };
let fake, client;

before(async () => {
  fake = await startFakeModel();
  client = new OpenAI({ apiKey: 'secret', baseURL: fake.url + '/v1', maxRetries: 0 });
});
beforeEach(() => fake.reset());
after(() => fake.stop());

const ask = (messages, more = {}) => client.chat.completions.create({ model: 'm', stream: true, stream_options, messages, ...more });

test('streams text and tells the usage last', async () => {
  await fake.plan({ pieces: ['Grüße', ' aus', ' Oslo'] });
  const chunks = await gather(await ask([{ role: 'user', content: 'Hello' }]));
  assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), 'Grüße aus Oslo');
  assert.deepEqual([chunks.at(-1).choices, chunks.at(-1).usage.completion_tokens], [[], 3]);
  assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
  assert.match((await fake.seen())[0].head.toLowerCase(), /authorization: bearer secret/);
});

test('answers at once without a stream', async () => {
  await fake.plan({ pieces: ['all ', 'of it'] });
  const answer = await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }] });
  assert.equal(answer.choices[0].message.content, 'all of it');
});

test('calls two functions, whose arguments come in fragments, and goes on with their answers', async () => {
  await fake.plan({ calls: [{ name: 'get_weather', args: { city: 'Oslo' } }, { name: 'get_time', args: {} }] });
  const question = { role: 'user', content: 'weather and time?' };
  const runner = client.chat.completions.stream({ model: 'm', messages: [question], tools, stream_options });
  const { message } = (await runner.finalChatCompletion()).choices[0];
  assert.deepEqual(message.tool_calls.map((call) => [call.function.name, call.function.arguments]),
    [['get_weather', '{"city":"Oslo"}'], ['get_time', '{}']]);
  const answers = message.tool_calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: `${id}: fine` }));
  const last = await gather(await ask([question, message, ...answers], { tools }));
  assert.match(last.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), /fine.*fine/);
  await assert.rejects(ask([question, message, answers[0]]), (error) => error.status === 400);
});

test('refuses and breaks off as told', async () => {
  const hello = [{ role: 'user', content: 'Hello' }];
  await fake.plan({ status: 429, headers: { 'Retry-After': '3' }, body: { error: { message: 'slow down' } } });
  await assert.rejects(ask(hello), (error) => error.status === 429 && error.headers.get('retry-after') === '3');
  const nobody = new OpenAI({ apiKey: 'wrong', baseURL: fake.url + '/v1', maxRetries: 0 });
  await assert.rejects(nobody.chat.completions.create({ model: 'm', messages: hello }), (error) => error.status === 401);
  await fake.plan({ tokens: 10, after: 3, error: { error: { message: 'gone', type: 'server_error' } } });
  await assert.rejects(async () => gather(await ask(hello)), /gone/);
  await fake.plan({ tokens: 10, after: 3, ending: 'reset' });
  await assert.rejects(async () => gather(await ask(hello)));
});
