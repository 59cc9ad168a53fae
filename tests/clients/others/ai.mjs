// Vercel's AI SDK with its provider for OpenAI: makes and edits images.
import { createOpenAI } from "@ai-sdk/openai";
import { generateImage } from "ai";

const { BASE, KEY, IMAGE } = process.env;
const model = createOpenAI({ baseURL: `${BASE}/v1`, apiKey: KEY }).image("square");
const made = await generateImage({ model, prompt: "a cat", n: 2, size: "128x64", maxRetries: 0 });
const image = Buffer.from(IMAGE, "base64");
const edited = await generateImage({ model, prompt: { text: "a dog", images: [image] }, maxRetries: 0 });
console.log(
  JSON.stringify({
    made: made.images.map((one) => one.base64),
    types: made.images.map((one) => one.mediaType),
    edited: edited.images.map((one) => one.base64),
    warnings: [...made.warnings, ...edited.warnings],
  }),
);
