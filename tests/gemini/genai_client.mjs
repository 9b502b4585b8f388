// Goal: our fake Gemini is one that Google's own client takes for the real one: streams, function calls with signatures,
// errors. What our plugin is then tested against is not only our own idea of the protocol.
// Method: @google/genai against the program fake_model; node's own test runner.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { fromNpm, gather, startFakeModel } from '../support/fake_model.mjs';

const { GoogleGenAI } = fromNpm('@google/genai');
const model = 'gemini-3-flash-preview';
const weather = {
  name: 'get_weather',
  description: 'The weather of a city.',
  parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const time = { name: 'get_time', description: 'The time in a city.', parametersJsonSchema: { type: 'object' } };
let fake, client;

before(async () => {
  fake = await startFakeModel();
  client = new GoogleGenAI({ apiKey: 'secret', httpOptions: { baseUrl: fake.url } });
});
beforeEach(() => fake.reset());
after(() => fake.stop());

test('streams text, and the last usage is the total', async () => {
  await fake.plan({ thoughts: ['hm'], pieces: ['Grüße', ', ', 'Glas', '!'] });
  const frames = await gather(await client.models.generateContentStream({ model, contents: 'Hello' }));
  const parts = frames.flatMap((frame) => frame.candidates[0].content.parts);
  assert.equal(parts.filter((part) => !part.thought).map((part) => part.text).join(''), 'Grüße, Glas!');
  assert.equal(frames.at(-1).candidates[0].finishReason, 'STOP');
  assert.deepEqual([frames.at(-1).usageMetadata.candidatesTokenCount, frames.at(-1).usageMetadata.thoughtsTokenCount], [4, 1]);
  const [seen] = await fake.seen();
  assert.match(seen.target, /^\/v1(beta)?\/models\/gemini-3-flash-preview:streamGenerateContent\?alt=sse$/);
  assert.match(seen.head.toLowerCase(), /x-goog-api-key: secret/);
});

test('answers at once without a stream', async () => {
  await fake.plan({ pieces: ['all ', 'of it'] });
  assert.equal((await client.models.generateContent({ model, contents: 'Hello' })).text, 'all of it');
});

test('calls two functions at once and goes on with their answers', async () => {
  const config = { tools: [{ functionDeclarations: [weather, time] }] };
  const question = { role: 'user', parts: [{ text: 'get_weather and get_time of Oslo?' }] };
  const frames = await gather(await client.models.generateContentStream({ model, contents: [question], config }));
  const parts = frames.flatMap((frame) => frame.candidates[0].content.parts).filter((part) => part.functionCall);
  assert.deepEqual(parts.map((part) => part.functionCall.name), ['get_weather', 'get_time']);
  assert.deepEqual(parts.map((part) => Boolean(part.thoughtSignature)), [true, false]);

  const answers = parts.map(({ functionCall: { id, name } }) => ({ functionResponse: { id, name, response: { output: `${name}: fine` } } }));
  const contents = [question, { role: 'model', parts }, { role: 'user', parts: answers }];
  const last = await gather(await client.models.generateContentStream({ model, contents, config }));
  assert.match(last.map((frame) => frame.text ?? '').join(''), /get_weather: fine.*get_time: fine/);

  const unsigned = parts.map(({ functionCall }) => ({ functionCall }));
  const refused = client.models.generateContentStream({ model, contents: [question, { role: 'model', parts: unsigned }, contents[2]], config });
  await assert.rejects(refused, /thought_signature/);
  const half = [question, contents[1], { role: 'user', parts: answers.slice(1) }];
  await assert.rejects(client.models.generateContentStream({ model, contents: half, config }), /number of function response parts/);
});

test('a chat keeps its history to the rules', async () => {
  const chat = client.chats.create({ model });
  for (const words of ['one', 'two', 'three'])
    assert.equal((await gather(await chat.sendMessageStream({ message: words }))).map((frame) => frame.text ?? '').join(''), `You said: ${words}`);
  const { contents } = JSON.parse((await fake.seen()).at(-1).body);
  assert.deepEqual(contents.filter(({ role }) => role === 'user').map(({ parts }) => parts[0].text), ['one', 'two', 'three']);
});

test('refuses as the real one does', async () => {
  const ask = () => client.models.generateContentStream({ model, contents: 'Hello' });
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }];
  await fake.plan({ status: 429, body: { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'slow down', details } } });
  await assert.rejects(ask, (error) => error.status === 429 && /slow down/.test(error.message));
  await fake.plan({ status: 503, body: { error: { code: 503, status: 'UNAVAILABLE', message: 'overloaded' } } });
  await assert.rejects(ask, (error) => error.status === 503);
  const nobody = new GoogleGenAI({ apiKey: 'wrong', httpOptions: { baseUrl: fake.url } });
  await assert.rejects(nobody.models.generateContentStream({ model, contents: 'x' }), (error) => error.status === 400);
});

test('breaks off as told', async () => {
  const ask = async () => gather(await client.models.generateContentStream({ model, contents: 'Hello' }));
  await fake.plan({ tokens: 10, after: 3, ending: 'reset' });
  await assert.rejects(ask);
  await fake.plan({ tokens: 10, after: 3, error: { error: { code: 503, status: 'UNAVAILABLE', message: 'gone' } } });
  await assert.rejects(ask, /gone/);
  await fake.plan({ tokens: 10, after: 3, ending: 'eof' });
  const frames = await ask();
  assert.deepEqual([frames.length, frames.at(-1).candidates[0].finishReason], [3, undefined]);
});
