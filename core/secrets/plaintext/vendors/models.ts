import { looksGenerated } from '../randomness.ts';
import { type PrefixedToken, token } from './token.ts';

/** Keys of machine learning services. Sources: see `token.ts`. */
export const MODEL_TOKENS: readonly PrefixedToken[] = [
	token('anthropic-key', 'an Anthropic key', 'sk-ant-', /[a-z]{2,10}\d{2,4}-[\w-]{60,}/y),
	token('openai-key', 'an API key of the form OpenAI uses', 'sk-', /[\w-]{32,}/y, {
		accepts: token => token.includes('T3BlbkFJ') || looksGenerated(token.slice(3)),
	}),
	token('groq-key', 'a Groq key', 'gsk_', /[0-9A-Za-z]{48,}/y),
	token('xai-key', 'an xAI key', 'xai-', /[\w-]{80}/y),
	token('perplexity-key', 'a Perplexity key', 'pplx-', /[\w-]{40,}/y),
	token('tavily-key', 'a Tavily key', 'tvly-', /[\w-]{32,}/y),
	token('llama-key', 'a LlamaCloud key', 'llx-', /[\w-]{48}/y),
	token('together-key', 'a Together AI key', 'tgp_v1_', /[\w-]{43}/y),
	token('huggingface-token', 'a Hugging Face token', 'hf_ api_org_', /[0-9A-Za-z]{34}/y),
	token('nvidia-key', 'an NVIDIA key', 'nvapi-', /[\w-]{60,}/y),
	token('replicate-token', 'a Replicate token', 'r8_', /[\w-]{37}/y),
	token('jina-key', 'a Jina key', 'jina_', /[0-9A-Za-z]{60}/y),
	token('firecrawl-key', 'a Firecrawl key', 'fc-', /[0-9a-fA-F]{32}/y),
	token('cosmo-key', 'a WunderGraph Cosmo key', 'cosmo_', /[0-9a-fA-F]{32}/y),
];
