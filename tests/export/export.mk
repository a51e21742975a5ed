# What `export` writes: data that follows its schema, a reference whose links lead somewhere, pictures, a dictionary.
.PHONY: test-export export-golden
TESTS += test-export

test-export: $(QCG)
	@sh tests/need.sh python3:python3 /usr/lib/python3/dist-packages/jsonschema:python3-jsonschema
	@sh tests/export/run.sh $(QCG) build/export

# After a wanted change: look at the difference before it is committed.
export-golden: $(QCG)
	@sh tests/export/run.sh --golden $(QCG) build/export
