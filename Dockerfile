# The built book on port 8000, from nothing: docker build -t usage-burn-value . && docker run -p 8000:8000 usage-burn-value
FROM python:3.11-slim-bookworm
RUN apt-get update -qq \
 && apt-get install -qq -y --no-install-recommends chromium git make \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /usage-burn-value
COPY . .
RUN make book
EXPOSE 8000
CMD ["python", "-m", "http.server", "--directory", "_build/html", "8000"]
