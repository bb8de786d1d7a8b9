(**************************************************************************************************)
(* E1-E3: gradients of the layers, the flow of the cumulative parameters, constants of motion     *)
(*   back th x e l  == the gradient by the state l, for the gradient e by the output              *)
(*   delta th x e l == the gradient by the pre-activation of layer l                              *)
(*   grad th x e    == the gradient by all parameters, summed over the points                     *)
(*   pairing g h    == the scalar product of parameters                                           *)
(*   imbalance th l == W_l W_l^T + b_l b_l^T - W_(l+1)^T W_(l+1), WO above the last layer         *)
(*   between th m l == W_(l-1) .. W_m, the layers from m on below l                               *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Jacobian.
From Theory Require Import Dimensions.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Gradient.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).
Implicit Types (th g h : params).

Fixpoint back th (x : 'cV[R]_M) (e : 'cV[R]_Q) k : 'cV[R]_M :=
  if k is j.+1 then (W th (L - k))^T *m mask (pre th x (L - k)) (back th x e j)
  else (WO th)^T *m e.
(* back counts from the output: back k is the gradient by the state L - k *)
Definition delta th x e l := mask (pre th x l) (back th x e (L - l.+1)).

Definition grad (T : finType) th (x : T -> 'cV[R]_M) (e : T -> 'cV[R]_Q) : params :=
  make L (fun l => \sum_t delta th (x t) (e t) l *m (state th (x t) l)^T)
    (fun l => \sum_t delta th (x t) (e t) l)
    (\sum_t e t *m (state th (x t) L)^T) (\sum_t e t).

Definition pairing g h : R := \sum_(l < L) (\tr (W g l *m (W h l)^T) + dot (b g l) (b h l))
  + (\tr (WO g *m (WO h)^T) + dot (bO g) (bO h)).

Lemma dot_mask (z u v : 'cV[R]_M) : dot u (mask z v) = dot (mask z u) v.
Proof. by apply: eq_bigr => i _; rewrite !mxE; case: ifP; rewrite ?mulr0 ?mul0r. Qed.
Lemma trace_pair m n (u : 'cV[R]_m) (v : 'cV[R]_n) (H : 'M[R]_(m, n)) :
  \tr (u *m v^T *m H^T) = dot u (H *m v).
Proof. by rewrite outer_tr trace_outer. Qed.

Lemma back_delta th x e l : (l < L)%N -> back th x e (L - l) = (W th l)^T *m delta th x e l.
Proof. by move=> lt; rewrite -(subnSK lt) /= subnSK // subKn // ltnW. Qed.

Lemma back_state th x e h l : (l <= L)%N ->
  dot (back th x e (L - l)) (dstate th h x l) = \sum_(k < l)
    dot (delta th x e k) (W h k *m state th x k + b h k).
Proof.
elim: l => [|l IH] lt; first by rewrite big_ord0 dot0r.
rewrite big_ord_recr /= -(IH (ltnW lt)) dot_mask -/(delta th x e l) dotDr back_delta //.
by rewrite dot_mulmx.
Qed.

(** The gradient of any function of the outputs: e t is its gradient by the output at t. *)
Theorem gradient (T : finType) th (x : T -> 'cV[R]_M) (e : T -> 'cV[R]_Q) h :
  \sum_t dot (e t) (dout th h (x t)) = pairing (grad th x e) h.
Proof.
have -> : \sum_t dot (e t) (dout th h (x t)) =
    \sum_t (\sum_(l < L) dot (delta th (x t) (e t) l) (W h l *m state th (x t) l + b h l)
      + dot (e t) (WO h *m state th (x t) L + bO h)).
  apply: eq_bigr => t _; rewrite /dout dotDr; congr (_ + _).
  by rewrite -back_state // subnn dot_mulmx.
rewrite big_split exchange_big /pairing; congr (_ + _).
  apply: eq_bigr => l _; rewrite W_make // b_make // mulmx_suml raddf_sum dot_suml -big_split.
  by apply: eq_bigr => t _; rewrite /= dotDr trace_pair.
rewrite mulmx_suml raddf_sum dot_suml -big_split; apply: eq_bigr => t _.
by rewrite /= dotDr trace_pair.
Qed.
End Gradient.

(** E3: a point that layer l collapses has no part in the gradients of the layers up to l. *)
Section Collapsed.
Variables (R : realFieldType) (L M Q : nat) (th : params R L M Q).

Theorem collapsed_delta x e l m : (l < L)%N -> (m <= l)%N -> (forall i, pre th x l i 0 <= 0) ->
  delta th x e m = 0.
Proof.
move=> lt ml dead; rewrite -(subKn ml); elim: (l - m)%N => [|k IH].
  by rewrite subn0; apply/colP => i; rewrite [LHS]mxE [RHS]mxE ltNge dead.
have [le|lk] := leqP l k.
  have z n : (l <= n)%N -> (l - n)%N = 0%N by rewrite -subn_eq0 => /eqP.
  by move: IH; rewrite !z // leqW.
rewrite /delta subnSK // back_delta ?IH ?mulmx0.
  by apply/colP => i; rewrite [LHS]mxE [RHS]mxE; case: ifP; rewrite ?[LHS]mxE.
by apply: leq_ltn_trans lt; apply: leq_subr.
Qed.

Variables (T : finType) (x : T -> 'cV[R]_M) (e : T -> 'cV[R]_Q) (P : pred T).
Theorem collapsed_gradient l m : (l < L)%N -> (m <= l)%N ->
  (forall t, P t -> forall i, pre th (x t) l i 0 <= 0) ->
  W (grad th x e) m = \sum_(t | ~~ P t) delta th (x t) (e t) m *m (state th (x t) m)^T /\
  b (grad th x e) m = \sum_(t | ~~ P t) delta th (x t) (e t) m.
Proof.
move=> lt ml dead; have z t : P t -> delta th (x t) (e t) m = 0.
  by move/dead; apply: collapsed_delta.
have mL : (m < L)%N by apply: leq_ltn_trans lt.
split; [rewrite W_make //|rewrite b_make //]; rewrite (bigID P) /= big1 ?add0r // => t /z -> //.
by rewrite mul0mx.
Qed.
End Collapsed.

(** E2: constants of motion. *)
Section Constants.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).
Implicit Types (th g h : params).

(* the two layers on both sides of hidden layer l *)
Definition next g h l : 'M[R]_M :=
  if l.+1 == L then (WO g)^T *m WO h else (W g l.+1)^T *m W h l.+1.
Definition mixed g h l : 'M[R]_M := W g l *m (W h l)^T + b g l *m (b h l)^T - next g h l.
Definition imbalance th l := mixed th th l.

Lemma mixed_tr g h l : (mixed g h l)^T = mixed h g l.
Proof.
rewrite /mixed /next !linearB !linearD /= !trmx_mul !trmxK.
by case: ifP => _; rewrite trmx_mul trmxK.
Qed.

Lemma mixed_lin a u v h l : mixed (a *: u + v) h l = a *: mixed u h l + mixed v h l.
Proof.
have en : next (a *: u + v) h l = a *: next u h l + next v h l.
  by rewrite /next; case: ifP => _; rewrite ?WO_lin ?W_lin linearP mulmxDl -scalemxAl.
rewrite /mixed W_lin b_lin en !mulmxDl -!scalemxAl scalerBr scalerDr opprD.
by rewrite [X in X + _]addrACA [LHS]addrACA.
Qed.
Lemma mixed_sub u v h eta l : mixed (u - eta *: v) h l = mixed u h l - eta *: mixed v h l.
Proof. by rewrite -scaleNr -[in LHS](addrC _ u) mixed_lin scaleNr addrC. Qed.

Lemma imbalance_step u v l r s eta : mixed v u l r s + mixed u v l r s = 0 ->
  imbalance (u - eta *: v) l r s = imbalance u l r s + eta ^+ 2 * imbalance v l r s.
Proof.
have flip a c i j : mixed a c l i j = mixed c a l j i by rewrite -mixed_tr mxE.
have sub h i j : mixed (u - eta *: v) h l i j = mixed u h l i j - eta * mixed v h l i j.
  by rewrite mixed_sub mxE [X in _ + X]mxE [X in - X]mxE.
rewrite /imbalance; move: (u - eta *: v) sub => d sub.
rewrite sub (flip u d) (flip v d) (sub u) (sub v).
rewrite (flip u u s) (flip v u s) (flip u v s) (flip v v s).
move: (mixed u u l r s) (mixed v v l r s) (mixed v u l r s) (mixed u v l r s) => a c m k z.
have -> : m = - k by apply/eqP; rewrite -addr_eq0 z.
by rewrite -opprD mulrN opprK mulrDr mulrA -expr2 addrA subrK.
Qed.

Variables (T : finType) (th : params) (x : T -> 'cV[R]_M) (e : T -> 'cV[R]_Q).
Notation g := (grad th x e).

Lemma mixed_grad l : (l < L)%N -> mixed g th l = \sum_t
  (delta th (x t) (e t) l *m (pre th (x t) l)^T
   - relu (pre th (x t) l) *m (back th (x t) (e t) (L - l.+1))^T).
Proof.
move=> lt; rewrite /mixed W_make // b_make // sumrB; congr (_ - _).
  rewrite !mulmx_suml -big_split; apply: eq_bigr => t _ /=.
  by rewrite -mulmxA -trmx_mul -mulmxDr -linearD.
rewrite /next; case: eqP => [el|/eqP nl].
  rewrite linear_sum mulmx_suml; apply: eq_bigr => t _ /=.
  rewrite trmx_mul trmxK -mulmxA -[_^T *m WO th]trmxK trmx_mul trmxK.
  have -> : state th (x t) L = state th (x t) l.+1 by congr (state th (x t) _).
  by have -> : (L - l.+1)%N = 0%N by rewrite el subnn.
have lt1 : (l.+1 < L)%N by rewrite ltn_neqAle nl.
rewrite W_make // linear_sum mulmx_suml; apply: eq_bigr => t _ /=.
rewrite trmx_mul trmxK -mulmxA -[(delta _ _ _ _)^T *m _]trmxK trmx_mul trmxK.
by rewrite (back_delta _ _ _ lt1).
Qed.

(** E2: the derivative of an entry along the gradient vanishes if the two units are active at the
    same points; a step changes the entry by the square of the step. *)
Theorem constant_entry l r s : (l < L)%N ->
  (forall t, (0 < pre th (x t) l r 0) = (0 < pre th (x t) l s 0)) ->
  mixed g th l r s + mixed th g l r s = 0.
Proof.
move=> lt same; have -> : mixed th g l r s = mixed g th l s r by rewrite -mixed_tr mxE.
have D (p k : 'cV[R]_M) i j : (mask p k *m p^T - relu p *m k^T) i j =
    (if 0 < p i 0 then k i 0 * p j 0 - p i 0 * k j 0 else 0).
  rewrite !mxE !big_ord1 !mxE.
  by case: ltP => h //; rewrite !mul0r subrr.
rewrite mixed_grad // !summxE -big_split big1 // => t _ /=.
rewrite /delta !D same; move: (pre th (x t) l) (back _ _ _ _) => p k.
case: ifP => _; last exact: addr0.
by rewrite [k s 0 * _]mulrC [p s 0 * _]mulrC addrA subrK subrr.
Qed.

Theorem step_entry l r s eta : (l < L)%N ->
  (forall t, (0 < pre th (x t) l r 0) = (0 < pre th (x t) l s 0)) ->
  imbalance (th - eta *: g) l r s = imbalance th l r s + eta ^+ 2 * imbalance g l r s.
Proof. by move=> lt same; apply: imbalance_step; apply: constant_entry. Qed.
End Constants.

(** E1: a flow of the layers is a flow of the cumulative parameters. *)
Section Induced.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).
Variable th : params.
Implicit Types h : params.

Fixpoint between m l : 'M[R]_M :=
  if l is k.+1 then if (l <= m)%N then 1%:M else W th k *m between m k else 1%:M.
Definition layer h m : 'M[R]_(M, M + 1) := row_mx (W h m) (b h m).
Definition output_row h : 'M[R]_(Q, M + 1) := row_mx (WO h) (bO h).
Definition frame m : 'M[R]_(M + 1) := block_mx (cumW th m) (cumb th m) 0 1%:M.
Definition dcum h l : 'M[R]_(M, M + 1) := row_mx (dcumW th h l) (dcumb th h l).
Definition dreadout h : 'M[R]_(Q, M + 1) := row_mx (drA th h) (drc th h).

Theorem chain h l : dcum h l = \sum_(m < l) between m.+1 l *m layer h m *m frame m.
Proof.
rewrite /dcum; elim: l => [|l IH]; first by rewrite big_ord0 row_mx0.
rewrite big_ord_recr /= leqnn mul1mx.
have -> : \sum_(m < l) (if (l.+1 <= m.+1)%N then 1%:M else W th l *m between m.+1 l) *m layer h m
    *m frame m = W th l *m row_mx (dcumW th h l) (dcumb th h l).
  rewrite IH mulmx_sumr; apply: eq_bigr => m _.
  by rewrite ltnS leqNgt ltn_ord /= !mulmxA.
rewrite mul_mx_row /layer /frame mul_row_block mulmx0 mulmx1 addr0 add_row_mx.
by [].
Qed.

Theorem chain_readout h : dreadout h = WO th *m dcum h L + output_row h *m frame L.
Proof.
by rewrite /dreadout /dcum mul_mx_row mul_row_block mulmx0 mulmx1 addr0 add_row_mx.
Qed.

(** The gradient by the layers of a function with the gradients G k by the cumulative layers, GO by
    the cumulative readout. *)
Variables (G : nat -> 'M[R]_(M, M + 1)) (GO : 'M[R]_(Q, M + 1)).
Definition pulled m : 'M[R]_(M, M + 1) :=
  (\sum_(k < L | (m <= k)%N) (between m.+1 k.+1)^T *m G k.+1
    + (WO th *m between m.+1 L)^T *m GO) *m (frame m)^T.

Theorem adjoint h :
  \sum_(k < L) \tr (G k.+1 *m (dcum h k.+1)^T) + \tr (GO *m (dreadout h)^T) =
  \sum_(m < L) \tr (pulled m *m (layer h m)^T) + \tr (GO *m (frame L)^T *m (output_row h)^T).
Proof.
have move_tr n (U : 'M[R]_(n, M)) (X : 'M[R]_(n, M + 1)) P B :
    \tr (X *m (U *m P *m B)^T) = \tr (U^T *m X *m B^T *m P^T) :> R.
  by rewrite !trmx_mul !mulmxA mxtrace_mulC !mulmxA.
rewrite chain_readout linearD /= mulmxDr mxtraceD [(output_row h *m frame L)^T]trmx_mul.
rewrite [GO *m (_^T *m _)]mulmxA addrA; congr (_ + _).
have -> : \sum_(m < L) \tr (pulled m *m (layer h m)^T) =
    \sum_(m < L) (\sum_(k < L | (m <= k)%N)
       \tr ((between m.+1 k.+1)^T *m G k.+1 *m (frame m)^T *m (layer h m)^T)
     + \tr ((WO th *m between m.+1 L)^T *m GO *m (frame m)^T *m (layer h m)^T)).
  apply: eq_bigr => m _; rewrite /pulled !mulmxDl !mulmx_suml mxtraceD; congr (_ + _).
  by rewrite raddf_sum.
rewrite big_split /=; congr (_ + _).
  rewrite [RHS](exchange_big_dep predT) //=; apply: eq_bigr => k _.
  rewrite chain linear_sum mulmx_sumr raddf_sum /=.
  rewrite (big_ord_widen L (fun m => \tr (G k.+1 *m (between m.+1 k.+1 *m layer h m *m frame m)^T)))
    ?ltn_ord //.
  by apply: eq_bigr => m _; rewrite move_tr.
rewrite chain mulmx_sumr linear_sum mulmx_sumr raddf_sum /=; apply: eq_bigr => m _.
by rewrite !(mulmxA (WO th)) move_tr.
Qed.

(** E1: what the flow h = - gradient does to the cumulative layers. *)
Theorem induced h l : (l <= L)%N -> (forall m, (m < L)%N -> layer h m = - pulled m) ->
  dcum h l = - \sum_(m < l) between m.+1 l *m pulled m *m frame m.
Proof.
move=> lt e; rewrite chain -sumrN; apply: eq_bigr => m _.
by rewrite e ?mulmxN ?mulNmx //; apply: leq_trans lt.
Qed.
End Induced.
