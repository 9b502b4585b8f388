#!/usr/bin/env python3
"""The shipped program with Gemini as its model, and the offline model behind it.

Goal: a question goes through Gemini's tools and back, in this turn and from stored history in the next; whatever Gemini
does, the shop gets an answer. Method: one real host a test, with the fake model at the configured address.
"""
import json
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from fake_model import FakeModelProcess  # noqa: E402
from host_process import Folder, HostProcess, wait_until  # noqa: E402

KEY = "AIza-not-a-real-key"
GEMINI = """
  gemini: {library: gemini, config: {api_key: "${GOOGLE_API_KEY}", base_url: "%s", retry_delay: 1ms, attempts: 2,
           first_byte_timeout: %s, idle_timeout: 2s, thinking: {level: low, summaries: true}}}
"""
QUESTION = "What is out of stock?"
TOOL = "get_zero_inventory_products"


def error(code, status, message="no", *details):
    return {"status": code, "body": {"error": {"code": code, "status": status, "message": message, "details": details}}}


def quota(quota_id):
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": quota_id}]}


class GeminiTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.model = FakeModelProcess()
        self.addCleanup(self.model.stop)
        os.environ["GOOGLE_API_KEY"] = KEY
        self.addCleanup(os.environ.pop, "GOOGLE_API_KEY", None)

    def host(self, first_byte="20s", models="gemini, model"):
        host = HostProcess(self.folder, models=models, more_plugins=GEMINI % (self.model.url, first_byte))
        self.addCleanup(host.kill)
        return host

    def asked(self):
        return [request for request in self.model.seen() if request["method"] == "POST"]

    def events(self, host, message=QUESTION, session=None):
        found = {}
        for _, kind, data in host.open_stream(message, session=session).events():
            found.setdefault(kind, []).append(json.loads(data))
        return found

    def text(self, events):
        return "".join(event["text"] for event in events.get("text.delta", []))

    def test_the_callers_trace_goes_on_to_the_model(self):
        host = self.host()
        trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
        body = {"agent_type": "inventory_intelligence", "message": QUESTION, "stream": "none"}
        for given in ({"traceparent": "00-%s-%s-01" % (trace, span)}, {}):
            self.model.plan(pieces=["Yes."])
            self.assertEqual(host.request("POST", "/execute_agent", body, headers=given)[0], 200)
        passed_on = [re.search(r"traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])", request["head"]) for request in self.asked()]
        self.assertEqual((passed_on[0][1], passed_on[0][3]), (trace, "1"))
        self.assertNotEqual(passed_on[0][2], span)  # ours, not the caller's
        self.assertNotEqual(passed_on[1][1], trace)  # nobody's: a new one
        self.assertEqual(passed_on[1][3], "0")

    def test_a_question_goes_through_tools_and_back(self):
        host = self.host()
        self.model.plan(thoughts=["Looking."], calls=[{"name": TOOL, "args": {"limit": 3}}, {"name": "get_bestsellers", "args": {"days": 7}}])
        self.model.plan(pieces=["Three ", "things ", "are gone."])
        events = self.events(host, session="s1")
        self.assertEqual(self.text(events), "Three things are gone.")
        self.assertEqual([e["text"] for e in events["thought.delta"]], ["Looking."])
        self.assertEqual(sorted(e["name"] for e in events["tool.started"]), ["get_bestsellers", TOOL])
        self.assertTrue(all(e["ok"] for e in events["tool.result"]), events["tool.result"])
        self.assertEqual(events["run.completed"][0]["finish_reason"], "stop")
        self.assertGreater(events["usage"][0]["cached_tokens"], 0)
        first, second = self.asked()
        for request in (first, second):
            self.assertNotIn(KEY, request["target"] + request["body"])
            self.assertIn("x-goog-api-key: " + KEY, request["head"])
            self.assertTrue(request["target"].endswith("/v1beta/models/gemini-3-flash-preview:streamGenerateContent?alt=sse"))
        body = json.loads(second["body"])
        calls, answers = body["contents"][-2]["parts"], body["contents"][-1]["parts"]
        self.assertEqual([p["functionCall"]["name"] for p in calls if "functionCall" in p], [TOOL, "get_bestsellers"])
        self.assertEqual([p["functionResponse"]["name"] for p in answers], [TOOL, "get_bestsellers"])
        self.assertLessEqual(len(answers[0]["functionResponse"]["response"]["output"]["rows"]), 3)
        self.assertEqual(body["generationConfig"]["thinkingConfig"], {"thinkingLevel": "LOW", "includeThoughts": True})
        stable = first["body"][:first["body"].rindex(QUESTION)]
        self.assertTrue(second["body"].startswith(stable), "the prompt's beginning changed between two steps")

        # Another process, the same session: what Gemini signed comes from the disk, byte for byte.
        signed = second["body"][second["body"].index('{"functionCall"'):second["body"].index(',{"role":"user"', second["body"].index('{"functionCall"'))]
        self.assertIn('"thoughtSignature":"c2ln', signed)
        self.assertEqual(host.stop(), 0)
        again = self.host()
        self.model.reset()
        self.model.plan(pieces=["Still so."])
        self.assertEqual(self.text(self.events(again, "And now?", session="s1")), "Still so.")
        (third,) = self.asked()
        self.assertIn(signed, third["body"])
        self.assertIn('{"text":"","thoughtSignature":"c2lnLast"}', third["body"])
        self.assertNotIn(KEY, again.log())

    def test_whatever_gemini_does_the_shop_gets_an_answer(self):
        host = self.host(first_byte="1s")
        faults = {
            "quota of the day": error(429, "RESOURCE_EXHAUSTED", "quota", quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier")),
            "a long pause": error(429, "RESOURCE_EXHAUSTED", "Please retry in 48.2s."),
            "overloaded": error(503, "UNAVAILABLE", "The model is overloaded."),
            "refused": error(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
            "wrong key": error(403, "PERMISSION_DENIED", f"the key {KEY} is no good"),
            "retired": error(404, "NOT_FOUND", "models/x is not found"),
            "silent": {"stall": True},
            "blocked": {"pieces": [], "finish": "SAFETY"},
            "cut before a word": {"tokens": 3, "after": 0, "ending": "reset"},
            "garbled": {"tokens": 3, "after": 0, "insert": "data: {\"candidates\": [{]\n\n"},
        }
        for name, fault in faults.items():
            with self.subTest(name):
                self.model.standing(**fault)
                events = self.events(host)
                self.assertIn("out of stock", self.text(events))
                self.assertIn("model-failover", [e["code"] for e in events["warning"]])
                self.assertEqual(events["run.completed"][0]["finish_reason"], "stop")
                self.assertNotIn(KEY, json.dumps(events))
                # It heals by itself: if Gemini was given a rest, the host tries it again before long.
                self.model.standing(pieces=["Back again."])
                wait_until(lambda: self.text(self.events(host)) == "Back again.", 120)
        self.assertNotIn(KEY, host.log())

    def test_an_answer_that_breaks_off_is_kept_and_not_begun_again(self):
        host = self.host()
        for ending, terminal in (("eof", "run.completed"), ("reset", "run.error")):
            self.model.reset()
            self.model.plan(tokens=9, after=4, ending=ending)
            events = self.events(host)
            self.assertEqual(self.text(events), "word0 word1 word2 word3 ")
            self.assertIn(terminal, events)
            self.assertEqual(len(self.asked()), 1)
            if ending == "eof":
                self.assertIn("answer-cut", [e["code"] for e in events["warning"]])

    def test_without_a_key_gemini_is_disabled_and_says_so(self):
        del os.environ["GOOGLE_API_KEY"]
        host = self.host()
        self.assertIn("out of stock", self.text(self.events(host)))
        self.assertIn("GOOGLE_API_KEY is not set", host.log())
        self.assertIn("GOOGLE_API_KEY is not set", json.dumps(host.get("/health?verbose=1")[1]))
        self.assertEqual(self.asked(), [])

    def test_the_other_models_calls_are_history_that_gemini_takes(self):
        host = self.host()
        self.model.plan(**error(404, "NOT_FOUND"))
        self.assertIn("out of stock", self.text(self.events(host, session="s1")))
        self.model.plan(pieces=["Fine."])
        events = self.events(host, "And now?", session="s1")
        self.assertEqual(self.text(events), "Fine.")
        self.assertIn("skip_thought_signature_validator", self.asked()[-1]["body"])


if __name__ == "__main__":
    unittest.main()
