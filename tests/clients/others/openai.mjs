// OpenAI's own client for Node.js: makes, streams and edits images, and knows the errors.
import OpenAI, { toFile } from "openai";

const { BASE, KEY, IMAGE } = process.env;
const client = new OpenAI({ baseURL: `${BASE}/v1`, apiKey: KEY, maxRetries: 0 });
const wish = { model: "square", prompt: "a cat", size: "128x64" };
const made = await client.images.generate({ ...wish, n: 2 });
const bytes = await client.images.generate({ ...wish, response_format: "b64_json" });
const events = [];
for await (const event of await client.images.generate({ ...wish, stream: true })) events.push(event);
const edited = await client.images.edit({
  model: "square",
  prompt: "a dog",
  image: await toFile(Buffer.from(IMAGE, "base64"), "cat.png", { type: "image/png" }),
});
const models = [];
for await (const model of client.models.list()) models.push(model.id);
const refused = {};
for (const [name, more] of Object.entries({ model: { model: "nothing" }, size: { size: "3x3" } })) {
  await client.images.generate({ ...wish, ...more }).catch((error) => {
    refused[name] = [error.constructor.name, error.status, error.type];
  });
}
console.log(
  JSON.stringify({
    made: made.data.map((one) => one.b64_json),
    urls: made.data.map((one) => one.url),
    bytes: bytes.data.map((one) => one.b64_json),
    events,
    edited: edited.data.map((one) => one.b64_json),
    models,
    refused,
  }),
);
