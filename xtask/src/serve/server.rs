//! A static file server for this machine: the built site under any path of it.
//!
//! tower-http's `ServeDir` does the files (types, ranges, HEAD, paths that climb out);
//! added here are the headers, and the gate that lets a new site take the old one's
//! place between two requests rather than during one. For tests a file can be withheld,
//! a script be put before a page's own, and a page come in two pieces.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    IF_MODIFIED_SINCE, LAST_MODIFIED, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::sync::{Notify, RwLock, oneshot};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::port::Port;
use super::torn::{self, REST, Tear};
use crate::page::template;

/// What to serve, and under which path.
#[derive(Debug, Clone)]
pub struct Site {
    folder: PathBuf,
    path: String,
    missing: Vec<String>,
    mistyped: Vec<String>,
    script: Option<String>,
    tear: Option<Tear>,
}

/// The file name under which a site has its script; no page of ours has one of that name.
const SCRIPT: &str = "before-the-page.js";

impl Site {
    /// A folder at the top of the address.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            path: "/".to_owned(),
            missing: Vec::new(),
            mistyped: Vec::new(),
            script: None,
            tear: None,
        }
    }

    /// The same under a path such as `/some/where/`.
    pub fn under(self, path: &str) -> Self {
        Self { path: format!("/{}/", path.trim_matches('/')), ..self }
    }

    /// The same, but a file of that name is answered with 404: what a page does then can be tested.
    pub fn without(mut self, file: &str) -> Self {
        self.missing.push(file.to_owned());
        self
    }

    /// The same, but a file of that name comes as if it were a text, as from a server that was
    /// never told what a script is.
    pub fn mistyping(mut self, file: &str) -> Self {
        self.mistyped.push(file.to_owned());
        self
    }

    /// The same, but every page runs a script before its own: a test can watch from the
    /// start what a page does, in every browser. The script comes as a file of the site, which
    /// is what the policy allows.
    pub fn with_script(self, script: impl Into<String>) -> Self {
        Self { script: Some(script.into()), ..self }
    }

    /// The same, but pages come in two pieces, as from a slow line: the second one when the
    /// first has asked for [`REST`], and so is surely there. A page that is torn needs a script,
    /// to ask with.
    pub fn torn(self, tear: Tear) -> Self {
        Self { tear: Some(tear), ..self }
    }
}

/// A server on this machine alone; it stops when dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    /// Requests read it; whoever replaces the site writes it.
    gate: RwLock<()>,
    requests: Mutex<Vec<String>>,
    /// Somebody has asked for the second piece of a page.
    rest: Arc<Notify>,
    site: Site,
}

impl Server {
    /// Starts to serve a site on a port.
    pub fn start(site: Site, port: Port) -> Self {
        let url = format!("http://{}{}", port.address, site.path);
        let shared = Arc::new(Shared {
            gate: RwLock::default(),
            requests: Mutex::default(),
            rest: Arc::default(),
            site,
        });
        let router = router(Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || run(port.listener, router, stopped));
        Self { url, shared, stop: Some(stop), thread: Some(thread) }
    }

    /// The address of the site, with a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The paths asked for since the last call.
    pub fn take_requests(&self) -> Vec<String> {
        let mut requests = self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut requests)
    }

    /// Does something to the files while no request is being answered.
    pub fn between_requests<T>(&self, work: impl FnOnce() -> T) -> T {
        let _closed = self.shared.gate.blocking_write();
        work()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A server that has ended by itself needs no telling.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn router(shared: Arc<Shared>) -> Router {
    let site = &shared.site;
    let files = files(&site.folder);
    let router = match site.path.trim_end_matches('/') {
        "" => Router::new().fallback_service(files),
        path => Router::new().nest_service(path, files),
    };
    router
        .layer(from_fn_with_state(shared, answer))
        .layer(header(CONTENT_SECURITY_POLICY, template::CONTENT_SECURITY_POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(CACHE_CONTROL, "no-cache"))
}

fn files(folder: &Path) -> ServeDir {
    ServeDir::new(folder)
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let Site { script, missing, mistyped, .. } = &shared.site;
    if let Some(script) = script.as_ref().filter(|_| path.ends_with(SCRIPT)) {
        // No request of the page's own, hence not noted.
        return ([(CONTENT_TYPE, "text/javascript")], script.clone()).into_response();
    }
    if path.ends_with(REST) {
        shared.rest.notify_one();
        return StatusCode::NO_CONTENT.into_response();
    }
    let withheld = missing.iter().any(|file| path.ends_with(file));
    let mistyped = mistyped.iter().any(|file| path.ends_with(file));
    shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    if withheld {
        return (StatusCode::NOT_FOUND, "withheld").into_response();
    }
    let _open = shared.gate.read().await;
    let mut response = match script {
        Some(_) => page_with_script(&shared, request, next).await,
        None => next.run(request).await,
    };
    if response.status() == StatusCode::NOT_FOUND {
        return (StatusCode::NOT_FOUND, "There is no such file here.\n").into_response();
    }
    if mistyped {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    }
    response
}

/// What is asked for; if it is a page, with the site's script at its very beginning.
async fn page_with_script(shared: &Arc<Shared>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.ends_with(".html") || path.ends_with('/') {
        // A page is made whole or not at all.
        for header in [RANGE, IF_MODIFIED_SINCE] {
            request.headers_mut().remove(header);
        }
    }
    let response = next.run(request).await;
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let script = format!("<head>\n<script src=\"{}{SCRIPT}\"></script>", shared.site.path);
    let page = String::from_utf8_lossy(&page).replacen("<head>", &script, 1);
    for header in [CONTENT_LENGTH, LAST_MODIFIED] {
        parts.headers.remove(header);
    }
    let body = match shared.site.tear.and_then(|tear| tear(&page)) {
        Some(at) => torn::body(page, at, Arc::clone(&shared.rest)),
        None => Body::from(page),
    };
    Response::from_parts(parts, body)
}

fn run(listener: TcpListener, router: Router, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("the system gives a thread its event queue");
    runtime.block_on(async {
        let listener =
            tokio::net::TcpListener::from_std(listener).expect("the listener does not block");
        let serving = axum::serve(listener, router);
        tokio::select! {
            _ = serving => {}
            _ = stopped => {}
        }
    });
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use tempfile::TempDir;

    use super::*;

    /// A raw request, so that nothing tidies the path on its way.
    fn ask(server: &Server, request: &str) -> String {
        let host = server.url().trim_start_matches("http://").split('/').next().unwrap().to_owned();
        let mut stream = TcpStream::connect(&host).unwrap();
        write!(stream, "{request}\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).to_lowercase()
    }

    fn start(site: Site) -> Server {
        Server::start(site, Port::any().unwrap())
    }

    /// A folder with a secret and a site, which lies there until the folder is dropped.
    fn site() -> (TempDir, Site) {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        fs::create_dir_all(site.join("weights")).unwrap();
        fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        fs::write(site.join("index.html"), "<head><p>hello").unwrap();
        fs::write(site.join("a.wasm"), [0, 1, 2, 3]).unwrap();
        fs::write(site.join("a.js"), "0").unwrap();
        (folder, Site::new(site))
    }

    #[test]
    fn files_have_their_types_and_the_policy() {
        let (_folder, site) = site();
        let server = start(site);
        for (path, kind) in
            [("", "text/html"), ("a.js", "text/javascript"), ("a.wasm", "application/wasm")]
        {
            let answer = ask(&server, &format!("GET /{path} HTTP/1.1"));
            assert!(answer.starts_with("http/1.1 200"), "{answer}");
            assert!(answer.contains(&format!("content-type: {kind}")), "{answer}");
            assert!(answer.contains("content-security-policy: default-src 'none'"), "{answer}");
        }
        assert_eq!(server.take_requests(), ["/", "/a.js", "/a.wasm"]);
    }

    #[test]
    fn heads_and_ranges_are_answered() {
        let (_folder, site) = site();
        let server = start(site);
        let head = ask(&server, "HEAD / HTTP/1.1");
        assert!(head.contains("content-length: 14") && !head.contains("hello"), "{head}");
        let range = ask(&server, "GET /index.html HTTP/1.1\r\nRange: bytes=9-10");
        assert!(range.starts_with("http/1.1 206") && range.ends_with("he"), "{range}");
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let (_folder, site) = site();
        let server = start(site);
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/weights/..%2f..%2fsecret.txt",
            "//../secret.txt",
        ] {
            let answer = ask(&server, &format!("GET {path} HTTP/1.1"));
            assert!(!answer.contains("secret"), "{path}: {answer}");
            assert!(answer.starts_with("http/1.1 40"), "{path}: {answer}");
        }
    }

    #[test]
    fn a_site_may_lie_under_a_path_and_lack_a_file() {
        let (_folder, site) = site();
        let server = start(site.under("some/where").without("a.wasm"));
        assert!(server.url().ends_with("/some/where/"));
        assert!(ask(&server, "GET /some/where/ HTTP/1.1").ends_with("hello"));
        assert!(ask(&server, "GET /some/where/a.wasm HTTP/1.1").starts_with("http/1.1 404"));
        assert!(ask(&server, "GET / HTTP/1.1").starts_with("http/1.1 404"));
    }

    #[test]
    fn a_script_can_be_put_before_a_pages_own() {
        let (_folder, site) = site();
        let server = start(site.under("here").with_script("window.first = 1"));
        let page = "GET /here/ HTTP/1.1\r\nIf-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT";
        let answer = ask(&server, page);
        assert!(answer.starts_with("http/1.1 200"), "{answer}");
        let (_, whole) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!(whole, "<head>\n<script src=\"/here/before-the-page.js\"></script><p>hello");
        assert!(answer.contains(&format!("content-length: {}", whole.len())), "{answer}");
        let script = ask(&server, "GET /here/before-the-page.js HTTP/1.1");
        assert!(script.contains("text/javascript") && script.ends_with("window.first = 1"));
        assert!(ask(&server, "GET /here/a.js HTTP/1.1").ends_with("0"), "others are as they are");
        assert_eq!(
            server.take_requests(),
            ["/here/", "/here/a.js"],
            "the script is not the page's"
        );
    }

    #[test]
    fn a_port_in_use_is_said_to_be() {
        let (_folder, site) = site();
        let first = start(site);
        let port = first.url().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        let second = Port::reserve(port).unwrap_err();
        assert!(matches!(second, crate::serve::ServerError::PortInUse(taken) if taken == port));
    }
}
