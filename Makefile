# Everything a person or CI runs. `make run` and `make test` set up what they need by themselves.
PY := .venv/bin/python
UV := var/uv/bin/uv
STAMP := .venv/.stamp
TOOLS := var/tools/.stamp
CLIENT := var/teams/.stamp
PEER := var/peer/.stamp
LOCK := $(UV) pip compile --quiet --python-version 3.11 --override requirements/overrides.txt --generate-hashes --no-emit-index-url

.PHONY: help setup tools peer run train check format evaluate agreement compare compare-places test test-parts test-directory test-browser test-teams teams-app safety privacy-check privacy-doors abuse abuse-doors audit web screenshots backup restore secrets images deploy-check cluster cluster-test bench bench-speed drills lock clean

help:            ## this list
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:  +##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(STAMP)  ## the environment: Python 3.11 and everything locked

$(STAMP): requirements/all.txt requirements/uv.txt
	@command -v python3.11 >/dev/null || { echo "Vejviser kræver Python 3.11. Installér den (fx: apt-get install python3.11 python3.11-venv), og kør kommandoen igen."; exit 1; }
	@echo "Gør miljøet klar. Det tager et par minutter første gang."
	@mkdir -p var
	@test -x $(UV) || { python3.11 -m venv var/uv && var/uv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt; }
	@test -x $(PY) || $(UV) venv --quiet --python python3.11 .venv
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements/all.txt
	@touch $(STAMP)

tools: $(TOOLS)  ## the environment of the tests' own programs, which need newer parts than Rasa stands

$(TOOLS): requirements/tools.txt | $(STAMP)
	@test -x var/tools/bin/python || $(UV) venv --quiet --python python3.11 var/tools
	@$(UV) pip sync --quiet --python var/tools/bin/python --require-hashes requirements/tools.txt
	@touch $(TOOLS)

peer: $(PEER)    ## the environment of Rasa's own starter project and of DIET, which need TensorFlow; only what compares uses it

$(PEER): requirements/peer.txt | $(STAMP)
	@test -x var/peer/bin/python || $(UV) venv --quiet --python python3.11 var/peer
	@$(UV) pip sync --quiet --python var/peer/bin/python --require-hashes requirements/peer.txt
	@touch $(PEER)

run: setup       ## start everything and print the address
	@$(PY) -m deploy.run

train: setup     ## train the model if its inputs changed
	@$(PY) -m deploy.model

check: setup     ## format, lint, types
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy

format: setup    ## format and tidy imports
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

evaluate: train  ## how well the language is understood: results/evaluation.html; fails below tests/evaluation/floors.yml
	@PYTHONPATH=tests $(PY) -m evaluation.evaluate $(if $(RAISE),--raise)

agreement: setup ## how far a second reader agrees with the labels of the training lines
	@PYTHONPATH=tests $(PY) -m evaluation.second_reading

compare: setup $(PEER) ## other ways of understanding, on left-out hands (an hour or more): results/model_choice.md
	@PYTHONPATH=tests nice -n 10 $(PY) -W ignore -m evaluation.compare $(COMPARE)

compare-places: setup  ## the role of a place: rules alone against rules with the learnt reader (a few minutes)
	@PYTHONPATH=tests $(PY) -m evaluation.compare_places

test: setup tools ## everything CI runs
	@deploy/browser.sh
	@deploy/engines.sh || true
	@$(MAKE) --no-print-directory check
	@echo "Træner sprogmodellen, og prøver registret imens. Det tager ti minutter første gang."
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-parts test-directory
	@$(PY) -m pytest --ignore=tests/directory $(PARTS:%=--ignore=%)

# What starts no processes and measures no time, so it may run beside the directory's tests.
PARTS := tests/unit tests/content tests/architecture

test-parts: train ## each part by itself, the texts and the architecture
	@$(PY) -m pytest -q $(PARTS)

# What no database engine can change: with ALL=1 these run on PostgreSQL too.
ANY_ENGINE := $(addprefix directory_,content contract copy digest_mail error_pages hsds leaders_page look metrics nothing_left oidc plan_print properties sheets_errors sheets_reading start token triage_in_browser) \
              every_page_in_browser learning_in_browser learning_words ties_channels ties_in_browser ties_words
ON_POSTGRESQL := $(if $(ALL),,$(foreach name,$(ANY_ENGINE),--ignore=tests/directory/test_$(name).py))

test-directory: setup tools ## the directory alone, on SQLite and, where it can be had, on PostgreSQL
	@deploy/browser.sh
	@$(PY) -m pytest -q tests/directory
	@if deploy/postgres.sh; then echo "Registrets prøver igen, på PostgreSQL:"; VEJVISER_TEST_DATABASE=postgresql $(PY) -m pytest -q tests/directory $(ON_POSTGRESQL); fi

test-browser: train  ## the page alone, in a real browser; what axe found and what it costs: results/axe.json, results/page.json
	@deploy/browser.sh
	@rm -f results/axe.json results/page.json
	@VEJVISER_BUDGETS=1 $(PY) -m pytest tests/browser

test-teams: train $(CLIENT) ## Teams alone, with Microsoft's own client (needs Node and npm): docs/teams/samtale.md and its pictures
	@deploy/browser.sh
	@VEJVISER_PLAYGROUND=1 $(PY) -m pytest tests/teams tests/unit/bot/teams
	@PYTHONPATH=.:tests:tests/unit/bot/teams:tests/browser $(PY) -m bench.teams

$(CLIENT): tests/teams/package-lock.json
	@command -v npm >/dev/null || { echo "make test-teams kræver Node og npm. Resten af Vejviser gør ikke."; exit 1; }
	@mkdir -p var/teams && cp tests/teams/package.json tests/teams/package-lock.json var/teams/
	@cd var/teams && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $(CLIENT)

teams-app: setup ## the app package for Teams, from the environment (docs/teams.md): var/teams/vejviser-<version>.zip
	@$(PY) -m deploy.teams_app

safety: train tools  ## attack it: every part broken, provoking messages, privacy, abuse, parts list: results/safety/report.md (about an hour)
	@date +%s > var/safety_began
	-@$(PY) -m pytest -q tests/content tests/unit/test_safety.py --junitxml=results/safety/content.xml
	-@$(PY) -m pytest -q tests/e2e/test_danger.py --junitxml=results/safety/danger.xml
	-@VEJVISER_SAFETY=1 $(PY) -m pytest -q tests/directory/test_directory_properties.py --junitxml=results/safety/api.xml
	-@PYTHONPATH=tests/safety $(PY) -m pytest -q tests/safety/broken_matrix.py
	-@deploy/engines.sh && PYTHONPATH=tests/safety:tests/teams $(PY) -m pytest -q tests/safety/broken_shared.py
	-@VEJVISER_SAFETY=1 $(PY) -m pytest -q tests/safety/test_provoking.py
	-@for part in privacy-check privacy-doors abuse abuse-doors audit; do $(MAKE) --no-print-directory $$part || true; done
	@PYTHONPATH=tests $(PY) -m safety.report --since $$(cat var/safety_began)

privacy-check: train  ## 300 conversations with planted identifiers, then a search of all that is kept
	@PYTHONPATH=tests $(PY) -m safety.privacy_check

privacy-doors: train  ## the same through Teams, Redis and the inbox
	@deploy/engines.sh
	@PYTHONPATH=tests:tests/teams $(PY) -m safety.privacy_doors

abuse: train     ## 20,000 hostile inputs: no crash, no lost conversation, no echo
	@PYTHONPATH=tests $(PY) -m safety.abuse

abuse-doors: train  ## attacks on the inbox, ratings, Teams and what lies in Redis: nothing breaks, nobody gets another's
	@deploy/engines.sh
	@PYTHONPATH=tests:tests/teams $(PY) -m safety.abuse_doors

audit: setup tools     ## parts list and known weaknesses: results/sbom.json, results/audit.json
	@$(PY) -m deploy.audit

web: setup       ## renew the fonts, icons and colours of dkfds from bot/channels/web/package-lock.json (needs npm; nothing else does)
	@$(PY) -m deploy.web

screenshots: train  ## renew the pictures in docs/screenshots, phone and laptop, from real conversations and pages
	@VEJVISER_SCREENSHOTS=1 $(PY) -m pytest tests/browser/test_screenshots.py tests/directory/test_ties_in_browser.py tests/directory/test_directory_triage_in_browser.py

backup: setup    ## a backup of the register: var/backups/, or FILE=
	@$(PY) directory/manage.py backup $(if $(FILE),--file "$(FILE)")

restore: setup   ## restore the register from FILE=; REPLACE=1 also over what is there
	@test -n "$(FILE)" || { echo "Skriv, hvilken fil der skal gendannes: make restore FILE=var/backups/…"; exit 1; }
	@$(PY) directory/manage.py restore "$(FILE)" $(if $(REPLACE),--replace)

secrets: setup   ## keys and passwords for an installation, a file each: deploy/secrets/ (docs/drift.md)
	@$(PY) -m deploy.make_secrets

# docker or podman, whichever is here.
ENGINE := $(firstword $(notdir $(wildcard /usr/bin/podman /usr/bin/docker /usr/local/bin/docker)))
TAG := local
images: train    ## the three images: vejviser-bot, vejviser-actions, vejviser-directory; TAG=local, ENGINE=docker or podman
	@for part in bot actions directory; do $(ENGINE) build -f deploy/images/$$part.Containerfile --build-arg MODEL=$$($(PY) -c 'from deploy.model import current; print(current().name)') -t vejviser-$$part:$(TAG) . || exit 1; done

deploy-check: setup tools ## images, compose, Kubernetes and nginx, each read by its own program; nothing is built
	@$(PY) -m deploy.check_deployment

cluster: train   ## two of everything behind nginx, with Redis and PostgreSQL, on this machine; prints the addresses
	@deploy/engines.sh
	@$(PY) -m deploy.cluster

cluster-test: train ## the cluster, used and hurt: results are the tests' own (some minutes)
	@if deploy/engines.sh; then VEJVISER_CLUSTER=1 $(PY) -m pytest -q tests/cluster; fi

bench: setup     ## the directory with the rows of ten schools, on SQLite and PostgreSQL: results/bench_directory.json; then the map of ties with 200 schools, what sharing conversations costs, and what ten times the schools cost (about ten minutes)
	@deploy/postgres.sh || true
	@PYTHONPATH=tests $(PY) -m bench.directory
	@PYTHONPATH=tests $(PY) -m bench.relations
	@deploy/engines.sh || true
	@if command -v redis-server >/dev/null; then PYTHONPATH=tests:tests/unit/bot/sharing $(PY) -W ignore -m bench.sharing; fi
	@PYTHONPATH=tests $(PY) -m bench.tenfold

bench-speed: train $(PEER) ## Vejviser beside Rasa's own starter project, in one run: results/bench_speed.json and .svg (about a quarter of an hour)
	@PYTHONPATH=tests $(PY) -m bench.speed

drills: train    ## break each part of a running cluster under load, and tell what users saw: results/drills.md (about ten minutes)
	@deploy/engines.sh
	@PYTHONPATH=.:tests $(PY) -m drills.run $(if $(ONLY),--only $(ONLY))

lock:            ## renew the lock files from requirements/*.in
	@$(LOCK) --override requirements/left_out.txt requirements/bot.in requirements/actions.in requirements/directory.in requirements/dev.in -o requirements/all.txt
	@for part in bot actions directory; do $(LOCK) --override requirements/left_out.txt -c requirements/all.txt requirements/$$part.in -o requirements/$$part.txt; done
	@$(LOCK) requirements/peer.in -o requirements/peer.txt
	@$(UV) pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url requirements/tools.in -o requirements/tools.txt

clean:           ## throw away what was built
	@rm -rf models var results .rasa
