//! Pages that come in two pieces, for tests: as from a slow line, but when the test says so.

use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;

use axum::body::Body;
use futures_util::{StreamExt, stream};
use tokio::sync::Notify;

/// Where a page is torn in two: at so many bytes, if it is one that is torn.
pub type Tear = fn(&str) -> Option<usize>;

/// The file name that a page which came in two pieces asks for to have the second one.
pub const REST: &str = "the-rest-of-the-page";

/// A page of which all from the byte `at` on comes when somebody has `asked` for it.
pub(super) fn body(mut page: String, at: usize, asked: Arc<Notify>) -> Body {
    let rest = page.split_off(at);
    let rest = async move {
        asked.notified().await;
        rest
    };
    let pieces = stream::once(ready(page)).chain(stream::once(rest));
    Body::from_stream(pieces.map(Ok::<_, Infallible>))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;
    use crate::serve::{Port, Server, Site};

    fn ask(host: &str, file: &str) -> TcpStream {
        let mut stream = TcpStream::connect(host).unwrap();
        let request = format!("GET /{file} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn whole(mut answer: TcpStream) -> String {
        let mut text = String::new();
        answer.read_to_string(&mut text).unwrap();
        text.to_lowercase()
    }

    #[test]
    fn a_page_can_come_in_two_pieces() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<head><p>hello").unwrap();
        fs::write(folder.path().join("a.js"), "hello").unwrap();
        let site = Site::new(folder.path()).with_script("").torn(|page| page.find("hello"));
        let server = Server::start(site, Port::any().unwrap());
        let host = server.url().trim_start_matches("http://").trim_end_matches('/');
        let mut page = ask(host, "");
        let mut come = String::new();
        while !come.contains("<p>") {
            let mut some = [0; 1024];
            let read = page.read(&mut some).unwrap();
            come.push_str(std::str::from_utf8(&some[..read]).unwrap());
        }
        assert!(!come.contains("hello"), "{come}");
        assert!(whole(ask(host, "a.js")).ends_with("hello"), "what is no page stays whole");
        assert!(whole(ask(host, REST)).starts_with("http/1.1 204"));
        assert!(whole(page).contains("hello"));
    }
}
