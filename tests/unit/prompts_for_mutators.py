"""Prompts of many shapes, over which the tests of the mutators enumerate."""

from promptfuzz.records import Choice, Code, Json, Label, List, Number, Prompt, YesNo

PROMPTS = [
    Prompt(
        "Classify the sentiment of the review as positive, negative or neutral. Answer with one word. Do not explain your answer.\n\nReview: {review}",
        slots={"review": "R1"},
        answer=Label("positive", "negative", "neutral"),
    ),
    Prompt(
        "Classify the sentiment of the following review as positive or negative.\nReview: {review}",
        slots={"review": "R1"},
        answer=Label("positive", "negative"),
    ),
    Prompt(
        "You are a careful support agent. Decide which team should handle the customer message below: billing, shipping or returns. If you are not sure, answer billing. Reply with the team name only.\n\nMessage: {message}\nTeam:",
        slots={"message": "M"},
        answer=Label("billing", "shipping", "returns"),
    ),
    Prompt(
        'Summarise the article in one sentence. Use plain language. Don\'t mention the author\'s name.\n\nArticle:\n"""\n{article}\n"""',
        slots={"article": "A"},
    ),
    Prompt(
        "Extract the name and the city from the text. Return a JSON object with the keys name and city.\n\nText: {text}",
        slots={"text": "T"},
        answer=Json(),
    ),
    Prompt(
        'Extract the data as JSON: {"name": "...", "age": 0, "city": "..."}\n\n{text}',
        slots={"text": "T"},
        answer=Json(),
    ),
    Prompt(
        "Answer the question with A, B, C or D.\n\nQuestion: {question}\nA) {a}\nB) {b}\nC) {c}\nD) {d}\nAnswer:",
        slots=dict(question="q", a="1", b="2", c="3", d="4"),
        answer=Choice("A", "B", "C", "D"),
    ),
    Prompt(
        "Which planet is the largest? Give only the letter.\nA. Mars\nB. Jupiter\nC. Venus\nAnswer:",
        answer=Choice("A", "B", "C"),
    ),
    Prompt(
        "Write a reply to the customer email.\n\n- Be polite and brief.\n- Do not promise a refund.\n- Mention the order number.\n\nEmail: {email}",
        slots={"email": "E"},
    ),
    Prompt(
        "Text: I love it.\nLabel: positive\n\nText: Awful service.\nLabel: negative\n\nText: It was fine.\nLabel: neutral\n\nText: {text}\nLabel:",
        slots={"text": "T"},
        answer=Label("positive", "negative", "neutral"),
    ),
    Prompt(
        "Is the claim supported by the passage? Answer yes or no.\n\nPassage: {passage}\nClaim: {claim}",
        slots=dict(passage="p", claim="c"),
        answer=YesNo(),
    ),
    Prompt(
        "Translate the text to French. Keep names unchanged.\n\n{text}",
        slots={"text": "T"},
        system="You are a translator. Answer only with the translation. Never add notes.",
    ),
    Prompt(
        "Review: {review}\n\nIs the sentiment of the review positive or negative? Answer with one word.",
        slots={"review": "R"},
        answer=Label("positive", "negative"),
    ),
    Prompt(
        "If the message is spam, answer spam. Otherwise answer ham.\n\nMessage: {m}",
        slots={"m": "M"},
        answer=Label("spam", "ham"),
    ),
    Prompt(
        "How many apples are left? Think step by step, then give the final number.\n\n{problem}",
        slots={"problem": "X"},
        answer=Number(),
    ),
    Prompt(
        "Read the text. First list the people in it. Then list the places. Finally write a one-line summary.\n\nText: {t}",
        slots={"t": "T"},
    ),
    Prompt(
        "Rate the toxicity of the comment as low / medium / high. Answer unknown if the comment is not in English. Output nothing else.\nComment: {c}",
        slots={"c": "T"},
        answer=Label("low", "medium", "high", "unknown"),
    ),
    Prompt(
        'You\'re given a premise and a hypothesis. Decide whether the premise entails the hypothesis. Answer "entailment", "neutral" or "contradiction".\nPremise: {p}\nHypothesis: {h}',
        slots=dict(p="1", h="2"),
        answer=Label("entailment", "neutral", "contradiction"),
    ),
    Prompt(
        "Write a Python function that returns the second largest number of a list. Use no imports. Include a docstring. Return None if the list has fewer than two items.",
        answer=Code(),
    ),
    Prompt("What is the capital of {country}?", slots={"country": "France"}),
    Prompt(
        "Please correct the grammar of the sentence. Do not change its meaning. Return only the corrected sentence.\n\nSentence: {s}",
        slots={"s": "x"},
    ),
    Prompt(
        'Based on the context, answer the question in one sentence. If the context does not contain the answer, say "I don\'t know".\n\nContext: {c}\n\nQuestion: {q}',
        slots=dict(c="1", q="2"),
    ),
    Prompt(
        "## Task\nClassify each ticket by urgency.\n\n## Rules\n* Answer with exactly one label: urgent, normal, low.\n* Ignore greetings and signatures.\n* If the customer mentions a deadline, prefer urgent.\n\n## Ticket\n{ticket}",
        slots={"ticket": "t"},
        answer=Label("urgent", "normal", "low"),
    ),
    Prompt(
        "Dear assistant, can you tell me whether this email is a phishing attempt? Reply with yes or no only, please.\n\nEmail:\n{email}",
        slots={"email": "t"},
        answer=YesNo(),
    ),
    Prompt(
        "You are an HR assistant.\nExtract the candidate's years of experience from the CV and return only the number.\nUse digits, not words.\nIf no experience is stated, return 0.\n\nCV: {cv}\nYears:",
        slots={"cv": "c"},
        answer=Number(),
    ),
    Prompt(
        "List three synonyms of the word {word}, separated by commas. Don't number them.",
        slots={"word": "happy"},
        answer=List(),
    ),
    Prompt("happy -> sad\nhot -> cold\nbig -> small\n{word} ->", slots={"word": "fast"}),
    Prompt(
        "<instructions>\nPick the best title for the story. Answer with the number of the title only. It's fine to guess.\n</instructions>\n<story>{story}</story>\n1. {a}\n2. {b}\n3. {c}",
        slots=dict(story="s", a="a", b="b", c="c"),
        answer=Number(),
    ),
    Prompt(
        "Write an email to {name} about the meeting on 12 March at 3 pm. Keep it under 80 words. Use a formal tone. Avoid exclamation marks.",
        slots={"name": "Ann"},
    ),
    Prompt(
        'Determine if the two sentences mean the same thing. Respond with "same" or "different". Ignore differences in spelling. Do not add any other text.\n\nSentence 1: {a}\nSentence 2: {b}',
        slots=dict(a="1", b="2"),
        answer=Label("same", "different"),
        system="You compare sentences. Be strict.",
    ),
    Prompt(
        "What's the main topic of the news article: sports, politics, business or technology? If you're unsure, choose the topic that's mentioned most often. Your answer must be one word in lower case.\nArticle: {a}\nTopic:",
        slots={"a": "x"},
        answer=Label("sports", "politics", "business", "technology"),
    ),
    Prompt(
        "Convert the date in the text to the format YYYY-MM-DD. Answer with the date only. Write none when there is no date.\n\nText: {t}",
        slots={"t": "x"},
    ),
]
