//! Headless Chromium as a contestant.
//!
//! The page asks this server for its next question and posts the answer: plain
//! requests, no driver in between that could be slow or of the wrong version.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Html;
use axum::routing::{get, post};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::sync::mpsc as channel;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::contestant::Contestant;
use super::error::BenchError;

/// The longest that one answer may take; TensorFlow.js needs seconds to warm up.
const PATIENCE: Duration = Duration::from_secs(180);

pub(super) struct Browser {
    child: Child,
    // Dropped after the browser has ended.
    _profile: TempDir,
    questions: channel::UnboundedSender<String>,
    answers: mpsc::Receiver<String>,
    engines: Vec<&'static str>,
}

struct Post {
    questions: Mutex<channel::UnboundedReceiver<String>>,
    answers: mpsc::Sender<String>,
}

impl Browser {
    /// Serves `folder` and opens it in a browser with an empty profile.
    pub(super) fn start(folder: &Path, tfjs: bool) -> Result<Self, BenchError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (questions, asked) = channel::unbounded_channel();
        let (answered, answers) = mpsc::channel();
        let post = Arc::new(Post { questions: Mutex::new(asked), answers: answered });
        let folder = folder.to_owned();
        thread::spawn(move || serve(listener, &folder, post));

        let profile = tempfile::tempdir()?;
        let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
        let child = Command::new(&program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-sync", "--disable-extensions"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("http://{address}/"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| BenchError::Start { program, source })?;
        let mut engines = vec!["wasm"];
        if tfjs {
            engines.push("TensorFlow.js");
        }
        Ok(Self { child, _profile: profile, questions, answers, engines })
    }
}

impl Contestant for Browser {
    fn engines(&self) -> Vec<&'static str> {
        self.engines.clone()
    }

    fn ask(&mut self, question: &Value) -> Result<Value, BenchError> {
        let silent = |said| BenchError::Silent { name: "the browser".to_owned(), said };
        self.questions.send(question.to_string()).map_err(|_| silent(String::new()))?;
        let answer = self.answers.recv_timeout(PATIENCE).map_err(|_| silent(String::new()))?;
        serde_json::from_str(&answer).map_err(|_| silent(answer))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // One that has ended by itself needs no ending.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(listener: TcpListener, folder: &Path, post: Arc<Post>) {
    let router = Router::new()
        .route("/", get(|| async { Html(PAGE) }))
        .route("/question", get(question))
        .route("/answer", post_route())
        .fallback_service(ServeDir::new(folder))
        // A page that is isolated from others is given a clock of 5 µs instead of 100 µs.
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(header("cross-origin-embedder-policy", "require-corp"))
        .with_state(post);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    if let Ok(runtime) = runtime {
        // When it fails, the browser keeps silent, and that is reported.
        let _ = runtime.block_on(async {
            axum::serve(tokio::net::TcpListener::from_std(listener)?, router).await
        });
    }
}

fn header(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    let value = HeaderValue::from_static(value);
    SetResponseHeaderLayer::overriding(HeaderName::from_static(name), value)
}

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>bench</title>\
    <script type=module src=browser.js></script>";

async fn question(State(post): State<Arc<Post>>) -> String {
    post.questions.lock().await.recv().await.unwrap_or_default()
}

fn post_route() -> axum::routing::MethodRouter<Arc<Post>> {
    post(|State(post): State<Arc<Post>>, answer: String| async move {
        // Nobody waits any more when the command is about to end.
        let _ = post.answers.send(answer);
    })
}
