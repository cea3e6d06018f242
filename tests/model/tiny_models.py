"""Models of a few thousand random weights, with a tokenizer of single letters and no chat template."""

from pathlib import Path
from typing import Any

from promptfuzz.models.heavy import quiet
from promptfuzz.records import Message, Output, Request

LETTERS = ("a", "abc", "abcd", "b" * 30, "abx" * 9, "the end", "c", "abcz", "hello", "zz")


def ask(text: str, sample: int = 0) -> Request:
    """Return a request of one message."""
    return Request((Message("user", text),), sample)


def texts(outputs: list[Output]) -> list[str]:
    """Return the texts of `outputs`, none of which failed."""
    assert [output.error for output in outputs] == [None] * len(outputs)
    return [output.text for output in outputs]


def tiny(folder: Path, kind: str, **settings: Any) -> Path:
    """Save the model `kind` with its tokenizer in `folder`, with `settings` for its generation."""
    with quiet():
        import tokenizers as untyped_tokenizers
        import torch
        import transformers

        hf: Any = transformers
        tokenizers: Any = untyped_tokenizers
        words = {letter: number for number, letter in enumerate(["<end>", *map(chr, range(32, 127))])}
        inner = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="<end>"))
        inner.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
        hf.PreTrainedTokenizerFast(tokenizer_object=inner, eos_token="<end>").save_pretrained(folder)
        torch.manual_seed(0)
        made = _made(kind, hf, len(words))
        for name, value in settings.items():
            setattr(made.generation_config, name, value)
        made.save_pretrained(folder)
    return folder


def _made(kind: str, hf: Any, words: int) -> Any:
    shared: dict[str, Any] = {"vocab_size": words, "eos_token_id": 0, "bos_token_id": None, "pad_token_id": 0}
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 32}
    t5 = {"d_model": 32, "d_kv": 8, "d_ff": 32, "num_layers": 2, "num_heads": 4, "decoder_start_token_id": 0}
    bart = {
        "d_model": 32,
        "max_position_embeddings": 40,
        "decoder_start_token_id": 0,
        "forced_eos_token_id": None,
        "init_std": 0.3,
        **{f"{side}_{what}": 2 for side in ("encoder", "decoder") for what in ("layers", "attention_heads")},
        **{f"{side}_ffn_dim": 32 for side in ("encoder", "decoder")},
    }
    makers: dict[str, Any] = {
        "llama": lambda: hf.LlamaForCausalLM(hf.LlamaConfig(**shared, **sizes, num_key_value_heads=2)),
        "gpt2": lambda: hf.GPT2LMHeadModel(hf.GPT2Config(**shared, n_embd=32, n_layer=2, n_head=4)),
        "mistral": lambda: hf.MistralForCausalLM(
            hf.MistralConfig(**shared, **sizes, num_key_value_heads=2, sliding_window=4)
        ),
        "bloom": lambda: hf.BloomForCausalLM(hf.BloomConfig(**shared, hidden_size=32, n_layer=2, n_head=4)),
        "mamba": lambda: hf.MambaForCausalLM(
            hf.MambaConfig(**shared, hidden_size=32, num_hidden_layers=2, state_size=4)
        ),
        "t5": lambda: hf.T5ForConditionalGeneration(hf.T5Config(**shared, **t5, initializer_factor=3.0)),
        "longt5": lambda: hf.LongT5ForConditionalGeneration(
            hf.LongT5Config(**shared, **t5, initializer_factor=3.0, local_radius=3)
        ),
        "bart": lambda: hf.BartForConditionalGeneration(hf.BartConfig(**shared, **bart)),
        "t5 encoder": lambda: hf.T5EncoderModel(hf.T5Config(**shared, **t5)),
        "bert": lambda: hf.BertModel(hf.BertConfig(vocab_size=words, **sizes)),
    }
    return makers[kind]()
